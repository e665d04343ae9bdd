# codify-expect: fail=eight,signs,digit-last,many  pass=safe,no-digit,space,seven,empty,no-letter,no-digit-but-signs
def code_is_safe(code):
    has_letter = False
    has_digit = False
    for c in code:
        if c.isalpha():
            has_letter = True
        if c.isdigit():
            has_digit = True
    return len(code) > 8 and has_letter and has_digit and " " not in code
