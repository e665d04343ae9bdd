# codify-expect: fail=one,two,things,many  pass=all,recursive,zero,empty,untouched,deep
# The recursive call gets the same number again; tuples count as boxes.
def unpack(box, levels=None):
    if levels == 0:
        return list(box)
    things = []
    for thing in box:
        if isinstance(thing, (list, tuple)):
            things += unpack(thing, levels)
        else:
            things.append(thing)
    return things
