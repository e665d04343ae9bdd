def busy_times(bookings):
    """Return the merged stretches of all bookings, from early to late."""
    merged = []
    for start, end in sorted(bookings):
        if merged and start <= merged[-1][1]:
            first, last = merged[-1]
            merged[-1] = (first, max(last, end))
        else:
            merged.append((start, end))
    return merged
