# codify-expect: fail=lemon,spot,clock,clock-late,apostrophe,many  pass=swapped,empty,signs,inner
def reads_both_ways(text):
    kept = ""
    for c in text.lower():
        if c.isalnum():
            kept += c
    for i in range(len(kept)):
        if kept[i] != kept[-i]:
            return False
    return True
