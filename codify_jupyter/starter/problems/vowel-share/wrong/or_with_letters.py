# codify-expect: fail=banana,hello,rhythm,capitals,sentence,many  pass=empty,no-letters
def vowel_share(text):
    vowels = 0
    letters = 0
    for c in text.lower():
        if c.isalpha():
            letters += 1
        if c == "a" or "e" or "i" or "o" or "u":
            vowels += 1
    if letters == 0:
        return 0
    return vowels / letters
