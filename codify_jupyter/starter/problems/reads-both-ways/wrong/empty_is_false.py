# codify-expect: fail=empty,signs  pass=lemon,swapped,spot,clock,clock-late,inner,apostrophe,many
def reads_both_ways(text):
    kept = ""
    for c in text.lower():
        if c.isalnum():
            kept += c
    if kept == "":
        return False
    return kept == kept[::-1]
