# codify-expect: fail=touch,chain,untouched,many,minutes  pass=overlap,inside,twice,none
# Trusts that the bookings come in order.
def busy_times(bookings):
    merged = []
    for start, end in bookings:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
