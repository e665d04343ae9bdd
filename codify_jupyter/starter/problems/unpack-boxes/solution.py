def unpack(box, levels=None):
    """Return the things in box after opening so many levels of boxes inside."""
    if levels == 0:
        return list(box)
    deeper = None if levels is None else levels - 1
    things = []
    for thing in box:
        if isinstance(thing, list):
            things.extend(unpack(thing, deeper))
        else:
            things.append(thing)
    return things
