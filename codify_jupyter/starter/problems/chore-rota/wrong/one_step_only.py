# codify-expect: fail=thrice,back,full-turn,untouched,far-back,there-and-back,many  pass=once,zero,more-than-once,empty
def rotate(rooms, steps):
    if len(rooms) == 0 or steps == 0:
        return rooms
    return rooms[1:] + [rooms[0]]
