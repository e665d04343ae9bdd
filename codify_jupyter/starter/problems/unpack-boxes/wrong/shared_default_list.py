# codify-expect: fail=one,two,zero,empty,things,untouched,many,deep  pass=all,recursive
# The default list is made once and keeps the things of earlier calls.
def unpack(box, levels=None, things=[]):
    for thing in box:
        if isinstance(thing, list) and levels != 0:
            unpack(thing, None if levels is None else levels - 1, things)
        else:
            things.append(thing)
    return things
