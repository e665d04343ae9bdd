def first_seen(sightings):
    """Return a new list with each item once, in the order of first sight."""
    kinds = []
    for kind in sightings:
        if kind not in kinds:
            kinds.append(kind)
    return kinds
