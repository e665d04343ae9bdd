# codify-expect: fail=fourth-century,many  pass=common,leap,century,later-century,even-year,early
def february_days(year):
    if year % 4 == 0 and year % 100 != 0:
        return 29
    return 28
