# codify-expect: fail=all,one,two,empty,things,untouched,many,deep  pass=recursive,zero
# The result of the inner call is dropped.
def unpack(box, levels=None):
    things = []
    for thing in box:
        if isinstance(thing, list) and levels != 0:
            unpack(thing, None if levels is None else levels - 1)
        else:
            things.append(thing)
    return things
