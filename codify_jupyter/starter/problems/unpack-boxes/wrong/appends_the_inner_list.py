# codify-expect: fail=all,one,two,empty,things,untouched,many,deep  pass=recursive,zero
# Puts the unpacked list into the result as a whole.
def unpack(box, levels=None):
    if levels == 0:
        return list(box)
    things = []
    for thing in box:
        if isinstance(thing, list):
            things.append(unpack(thing, None if levels is None else levels - 1))
        else:
            things.append(thing)
    return things
