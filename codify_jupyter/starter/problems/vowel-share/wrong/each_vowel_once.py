# codify-expect: fail=banana,sentence,many  pass=hello,rhythm,empty,no-letters,capitals
def vowel_share(text):
    text = text.lower()
    letters = 0
    for c in text:
        if c.isalpha():
            letters += 1
    vowels = 0
    for vowel in "aeiou":
        if vowel in text:
            vowels += 1
    if letters == 0:
        return 0
    return vowels / letters
