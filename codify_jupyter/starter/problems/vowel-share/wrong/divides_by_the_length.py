# codify-expect: fail=hello,sentence,many  pass=banana,rhythm,empty,no-letters,capitals
def vowel_share(text):
    if len(text) == 0:
        return 0
    vowels = 0
    for c in text.lower():
        if c in "aeiou":
            vowels += 1
    return vowels / len(text)
