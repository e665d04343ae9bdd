# codify-expect: fail=crossed,many  pass=fine,other-kind,unclosed,empty,no-brackets,closes-nothing,one-too-many,nested
# Counts each kind on its own and so misses pairs that cross.
def bracket_error(text):
    round_open = 0
    square_open = 0
    curly_open = 0
    for i in range(len(text)):
        if text[i] == "(":
            round_open += 1
        if text[i] == "[":
            square_open += 1
        if text[i] == "{":
            curly_open += 1
        if text[i] == ")":
            round_open -= 1
        if text[i] == "]":
            square_open -= 1
        if text[i] == "}":
            curly_open -= 1
        if round_open < 0 or square_open < 0 or curly_open < 0:
            return i
    if round_open + square_open + curly_open > 0:
        return len(text)
    return -1
