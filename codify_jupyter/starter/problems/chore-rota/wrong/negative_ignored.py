# codify-expect: fail=back,far-back,there-and-back,many  pass=once,thrice,zero,full-turn,more-than-once,empty,untouched
def rotate(rooms, steps):
    turned = list(rooms)
    if turned:
        for _ in range(steps):
            turned.append(turned.pop(0))
    return turned
