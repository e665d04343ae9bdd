# codify-expect: fail=safe,eight,signs,digit-last,many  pass=no-digit,space,seven,empty,no-letter,no-digit-but-signs
def code_is_safe(code):
    if len(code) < 8:
        return False
    if " " in code:
        return False
    return code.isalpha() and code.isdigit()
