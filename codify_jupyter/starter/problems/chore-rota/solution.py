def rotate(rooms, steps):
    """Return a new list: the first item moved to the end, steps times over."""
    if not rooms:
        return []
    cut = steps % len(rooms)
    return rooms[cut:] + rooms[:cut]
