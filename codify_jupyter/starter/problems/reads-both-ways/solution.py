def reads_both_ways(text):
    """Return True if the letters and digits of text read the same backwards."""
    kept = ""
    for character in text.lower():
        if character.isalnum():
            kept += character
    return kept == kept[::-1]
