# codify-expect: fail=untouched  pass=once,thrice,back,zero,full-turn,more-than-once,empty,far-back,there-and-back,many
def rotate(rooms, steps):
    if not rooms:
        return rooms
    for _ in range(steps % len(rooms)):
        first = rooms.pop(0)
        rooms.append(first)
    return rooms
