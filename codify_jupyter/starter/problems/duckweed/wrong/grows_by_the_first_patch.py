# codify-expect: fail=doubles,tenth,slow,many  pass=covered,larger,no-growth,covered-no-growth,shrinks
def days_to_cover(patch, pond, percent):
    if patch < pond and percent <= 0:
        raise ValueError("it does not grow")
    days = 0
    growth = patch * percent / 100
    while patch < pond:
        patch += growth
        days += 1
    return days
