# codify-expect: fail=covered,larger,covered-no-growth  pass=doubles,tenth,no-growth,shrinks,slow,many
def days_to_cover(patch, pond, percent):
    if patch < pond and percent <= 0:
        raise ValueError("it does not grow")
    days = 0
    while True:
        patch = patch * (1 + percent / 100)
        days += 1
        if patch >= pond:
            break
    return days
