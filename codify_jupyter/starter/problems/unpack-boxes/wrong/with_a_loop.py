# codify-expect: fail=recursive  pass=all,one,two,zero,empty,things,untouched,many,deep
# Right results, but without recursion.
def unpack(box, levels=None):
    things = list(box)
    while levels is None or levels > 0:
        if not any(isinstance(thing, list) for thing in things):
            break
        opened = []
        for thing in things:
            if isinstance(thing, list):
                opened.extend(thing)
            else:
                opened.append(thing)
        things = opened
        if levels is not None:
            levels -= 1
    return things
