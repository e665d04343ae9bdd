# codify-expect: fail=no-growth,shrinks  pass=doubles,tenth,covered,larger,covered-no-growth,slow,many
def days_to_cover(patch, pond, percent):
    days = 0
    while patch < pond:
        patch = patch + patch * percent / 100
        days += 1
    return days
