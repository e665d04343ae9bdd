# codify-expect: fail=lemon,signs,apostrophe,many  pass=swapped,spot,empty,clock,clock-late,inner
def reads_both_ways(text):
    text = text.lower().replace(" ", "")
    return text == text[::-1]
