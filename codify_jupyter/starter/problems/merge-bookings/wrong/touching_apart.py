# codify-expect: fail=touch,many  pass=overlap,inside,chain,twice,none,untouched
# `<` leaves bookings apart that only touch.
def busy_times(bookings):
    merged = []
    for start, end in sorted(bookings):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
