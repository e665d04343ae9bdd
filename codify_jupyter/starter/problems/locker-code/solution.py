def code_is_safe(code):
    """Return True if the code meets all four rules, otherwise False."""
    has_letter = False
    has_digit = False
    for character in code:
        if character.isalpha():
            has_letter = True
        if character.isdigit():
            has_digit = True
    return len(code) >= 8 and has_letter and has_digit and " " not in code
