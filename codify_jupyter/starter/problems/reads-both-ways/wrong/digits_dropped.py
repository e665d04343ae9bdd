# codify-expect: fail=clock-late,many  pass=lemon,swapped,spot,empty,signs,clock,inner,apostrophe
def reads_both_ways(text):
    kept = ""
    for c in text.lower():
        if c.isalpha():
            kept += c
    return kept == kept[::-1]
