# codify-expect: fail=fourth-century,many  pass=common,leap,century,later-century,even-year,early
def february_days(year):
    if year % 100 == 0:
        return 28
    elif year % 400 == 0:
        return 29
    elif year % 4 == 0:
        return 29
    else:
        return 28
