# codify-expect: fail=inside,many,minutes  pass=overlap,touch,chain,twice,none,untouched
# The later start need not have the later end.
def busy_times(bookings):
    merged = []
    for start, end in sorted(bookings):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
