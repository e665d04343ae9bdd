# codify-expect: fail=safe,no-digit,space,eight,seven,empty,no-letter,signs,digit-last,no-digit-but-signs,many
def code_is_safe(code):
    has_letter = False
    has_digit = False
    for c in code:
        if c.isalpha():
            has_letter = True
        if c.isdigit():
            has_digit = True
    if len(code) >= 8 and has_letter and has_digit and " " not in code:
        return "True"
    else:
        return "False"
