# codify-expect: fail=safe,eight,no-letter,digit-last,many  pass=no-digit,space,seven,empty,signs,no-digit-but-signs
def code_is_safe(code):
    if len(code) < 8 or " " in code:
        return False
    for c in code:
        if c.isdigit():
            return True
        else:
            return False
