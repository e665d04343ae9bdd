# codify-expect: fail=empty,signs,inner,many  pass=lemon,swapped,spot,clock,clock-late,apostrophe
def reads_both_ways(text):
    kept = ""
    for c in text.lower():
        if c.isalnum():
            kept += c
    for i in range(len(kept)):
        if kept[i] == kept[-1 - i]:
            return True
        else:
            return False
