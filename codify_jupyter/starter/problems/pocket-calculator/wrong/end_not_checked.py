# codify-expect: fail=unclosed,two-numbers,closed-twice  pass=times-first,left-to-right,in-front,own-work,number,tight,minuses,nested,too-short,empty,nothing-inside,plus-in-front,stars,letters,many
# Stops at the first complete expression, and lets an open bracket pass.
def calculate(text):
    for sign in "+-*()":
        text = text.replace(sign, f" {sign} ")
    return read_sum(text.split())


def read_sum(pieces):
    result = read_product(pieces)
    while pieces and pieces[0] in ("+", "-"):
        sign = pieces.pop(0)
        if sign == "+":
            result += read_product(pieces)
        else:
            result -= read_product(pieces)
    return result


def read_product(pieces):
    result = read_value(pieces)
    while pieces and pieces[0] == "*":
        pieces.pop(0)
        result *= read_value(pieces)
    return result


def read_value(pieces):
    if not pieces:
        raise ValueError("too short")
    piece = pieces.pop(0)
    if piece == "-":
        return -read_value(pieces)
    if piece == "(":
        result = read_sum(pieces)
        if pieces:
            pieces.pop(0)
        return result
    return int(piece)
