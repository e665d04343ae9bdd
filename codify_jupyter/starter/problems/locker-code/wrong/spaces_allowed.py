# codify-expect: fail=space,many  pass=safe,no-digit,eight,seven,empty,no-letter,signs,digit-last,no-digit-but-signs
def code_is_safe(code):
    letters = 0
    digits = 0
    for c in code:
        if c.isalpha():
            letters += 1
        elif c.isdigit():
            digits += 1
    return len(code) >= 8 and letters > 0 and digits > 0
