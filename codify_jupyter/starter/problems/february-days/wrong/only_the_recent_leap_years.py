# codify-expect: fail=early,many  pass=common,leap,century,fourth-century,later-century,even-year
def february_days(year):
    if year in [2000, 2004, 2008, 2012, 2016, 2020, 2024, 2028]:
        return 29
    return 28
