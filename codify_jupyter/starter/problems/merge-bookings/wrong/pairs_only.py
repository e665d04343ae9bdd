# codify-expect: fail=inside,chain,many  pass=overlap,touch,twice,none,untouched
# Looks at each pair of neighbours once and never at the merged result.
def busy_times(bookings):
    ordered = sorted(set(bookings))
    merged = []
    i = 0
    while i < len(ordered):
        start, end = ordered[i]
        if i + 1 < len(ordered) and ordered[i + 1][0] <= end:
            merged.append((start, max(end, ordered[i + 1][1])))
            i += 2
        else:
            merged.append((start, end))
            i += 1
    return merged
