# codify-expect: fail=banana,hello,capitals,sentence,many  pass=rhythm,empty,no-letters
def vowel_share(text):
    vowels = 0
    letters = 0
    for c in text.lower():
        if c.isalpha():
            letters += 1
            if c in "aeiou":
                vowels += 1
    if letters == 0:
        return 0
    return vowels // letters
