# codify-expect: fail=swapped,clock-late,inner,many  pass=lemon,spot,empty,signs,clock,apostrophe
def reads_both_ways(text):
    kept = []
    for c in text.lower():
        if c.isalnum():
            kept.append(c)
    backwards = kept
    backwards.reverse()
    return kept == backwards
