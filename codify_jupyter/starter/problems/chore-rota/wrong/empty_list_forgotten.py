# codify-expect: fail=empty,there-and-back,many  pass=once,thrice,back,zero,full-turn,more-than-once,untouched,far-back
def rotate(rooms, steps):
    cut = steps % len(rooms)
    return rooms[cut:] + rooms[:cut]
