# codify-expect: fail=capitals,sentence,many  pass=banana,hello,rhythm,empty,no-letters
def vowel_share(text):
    vowels = 0
    letters = 0
    for c in text:
        if c.isalpha():
            letters += 1
        if c in "aeiou":
            vowels += 1
    if letters == 0:
        return 0
    return vowels / letters
