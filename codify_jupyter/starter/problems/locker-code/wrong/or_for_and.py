# codify-expect: fail=no-digit,no-letter,no-digit-but-signs,many  pass=safe,space,eight,seven,empty,signs,digit-last
def code_is_safe(code):
    has_letter = False
    has_digit = False
    for c in code:
        if c.isalpha() or c.isdigit():
            has_letter = True
            has_digit = True
    return len(code) >= 8 and has_letter and has_digit and " " not in code
