# codify-expect: fail=once,thrice,back,more-than-once,untouched,many  pass=zero,full-turn,empty,far-back,there-and-back
def rotate(rooms, steps):
    if not rooms:
        return []
    cut = len(rooms) - steps % len(rooms)
    return rooms[cut:] + rooms[:cut]
