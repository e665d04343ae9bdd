# codify-expect: fail=once,thrice,back,zero,full-turn,more-than-once,untouched,far-back,there-and-back,many  pass=empty
def rotate(rooms, steps):
    if not rooms:
        return []
    cut = steps % len(rooms)
    return rooms[cut + 1:] + rooms[:cut]
