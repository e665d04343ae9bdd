# codify-expect: fail=more-than-once,far-back,many  pass=once,thrice,back,zero,full-turn,empty,untouched,there-and-back
def rotate(rooms, steps):
    return rooms[steps:] + rooms[:steps]
