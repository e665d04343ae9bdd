# codify-expect: fail=even-year,many  pass=common,leap,century,fourth-century,later-century,early
def february_days(year):
    if year % 400 == 0:
        return 29
    if year % 100 == 0:
        return 28
    if year % 2 == 0:
        return 29
    return 28
