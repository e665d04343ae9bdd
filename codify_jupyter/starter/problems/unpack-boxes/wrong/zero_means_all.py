# codify-expect: fail=zero,many  pass=all,one,two,recursive,empty,things,untouched,deep
# `not levels` is true for 0 as well as for None.
def unpack(box, levels=None):
    things = []
    for thing in box:
        if not isinstance(thing, list):
            things.append(thing)
        elif not levels:
            things.extend(unpack(thing))
        elif levels == 1:
            things.extend(thing)
        else:
            things.extend(unpack(thing, levels - 1))
    return things
