# codify-expect: fail=signs,many  pass=safe,no-digit,space,eight,seven,empty,no-letter,digit-last,no-digit-but-signs
def code_is_safe(code):
    return len(code) >= 8 and code.isalnum() and not code.isalpha() and not code.isdigit()
