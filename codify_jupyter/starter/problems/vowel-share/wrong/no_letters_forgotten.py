# codify-expect: fail=empty,no-letters,many  pass=banana,hello,rhythm,capitals,sentence
def vowel_share(text):
    vowels = 0
    letters = 0
    for c in text.lower():
        if c.isalpha():
            letters += 1
        if c in "aeiou":
            vowels += 1
    return vowels / letters
