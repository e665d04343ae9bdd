# codify-expect: fail=overlap,touch,inside,chain,twice,none,untouched,many,minutes
# The stretch in hand is never put down after the loop, and no bookings at all is a crash.
def busy_times(bookings):
    ordered = sorted(bookings)
    current_start, current_end = ordered[0]
    merged = []
    for start, end in ordered[1:]:
        if start <= current_end:
            current_end = max(current_end, end)
        else:
            merged.append((current_start, current_end))
            current_start, current_end = start, end
    return merged
