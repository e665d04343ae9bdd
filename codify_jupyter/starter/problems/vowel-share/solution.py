def vowel_share(text):
    """Return the number of vowels in text divided by its number of letters."""
    letters = 0
    vowels = 0
    for character in text.lower():
        if character.isalpha():
            letters += 1
        if character in "aeiou":
            vowels += 1
    if letters == 0:
        return 0.0
    return vowels / letters
