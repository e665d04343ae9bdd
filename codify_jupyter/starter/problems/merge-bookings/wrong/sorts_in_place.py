# codify-expect: fail=untouched  pass=overlap,touch,inside,chain,twice,none,many,minutes
# Sorts the caller's own list.
def busy_times(bookings):
    bookings.sort()
    merged = []
    for start, end in bookings:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
