# codify-expect: fail=century,later-century,many  pass=common,leap,fourth-century,even-year,early
def february_days(year):
    if year % 4 == 0:
        return 29
    else:
        return 28
