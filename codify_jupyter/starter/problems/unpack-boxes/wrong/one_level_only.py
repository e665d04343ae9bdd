# codify-expect: fail=two,zero,many  pass=all,one,recursive,empty,things,untouched,deep
# Opens the boxes directly inside and looks no further.
def unpack(box, levels=None):
    things = []
    for thing in box:
        if isinstance(thing, list):
            things.extend(thing)
        else:
            things.append(thing)
    if levels is None or levels > 1:
        if things != box:
            return unpack(things, levels)
    return things
