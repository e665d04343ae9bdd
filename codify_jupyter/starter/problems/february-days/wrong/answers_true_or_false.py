# codify-expect: fail=common,leap,century,fourth-century,later-century,even-year,early,many
def february_days(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
