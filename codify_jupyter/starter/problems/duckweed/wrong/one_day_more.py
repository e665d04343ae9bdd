# codify-expect: fail=doubles,covered,covered-no-growth  pass=tenth,larger,no-growth,shrinks,slow,many
def days_to_cover(patch, pond, percent):
    if patch < pond and percent <= 0:
        raise ValueError("it does not grow")
    days = 0
    while patch <= pond:
        patch = patch * (1 + percent / 100)
        days += 1
    return days
