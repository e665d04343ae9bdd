# codify-expect: fail=doubles,tenth,slow,many  pass=covered,larger,no-growth,covered-no-growth,shrinks
def days_to_cover(patch, pond, percent):
    if patch >= pond:
        return 0
    if percent <= 0:
        raise ValueError("it does not grow")
    days = 1
    while patch < pond:
        patch = patch * (1 + percent / 100)
        days += 1
    return days
