# codify-expect: fail=lemon,spot,apostrophe,many  pass=swapped,empty,signs,clock,clock-late,inner
def reads_both_ways(text):
    kept = ""
    for c in text:
        if c.isalnum():
            kept += c
    return kept == kept[::-1]
