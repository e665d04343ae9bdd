# codify-expect: fail=untouched  pass=all,one,two,recursive,zero,empty,things,many,deep
# Empties the boxes while it unpacks them.
def unpack(box, levels=None):
    things = []
    while box:
        thing = box.pop(0)
        if isinstance(thing, list) and levels != 0:
            things.extend(unpack(thing, None if levels is None else levels - 1))
        else:
            things.append(thing)
    return things
