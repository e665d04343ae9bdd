# codify-expect: fail=left-to-right,many  pass=times-first,in-front,own-work,number,tight,minuses,nested,unclosed,too-short,two-numbers,empty,closed-twice,nothing-inside,plus-in-front,stars,letters
# The rule for sums calls itself for the rest, so 10 - 3 - 2 becomes 10 - (3 - 2).
def calculate(text):
    for sign in "+-*()":
        text = text.replace(sign, f" {sign} ")
    pieces = text.split()
    result = read_sum(pieces)
    if pieces:
        raise ValueError("something is left")
    return result


def read_sum(pieces):
    left = read_product(pieces)
    if pieces and pieces[0] == "+":
        pieces.pop(0)
        return left + read_sum(pieces)
    if pieces and pieces[0] == "-":
        pieces.pop(0)
        return left - read_sum(pieces)
    return left


def read_product(pieces):
    left = read_value(pieces)
    if pieces and pieces[0] == "*":
        pieces.pop(0)
        return left * read_product(pieces)
    return left


def read_value(pieces):
    if not pieces:
        raise ValueError("too short")
    piece = pieces.pop(0)
    if piece == "-":
        return -read_value(pieces)
    if piece == "(":
        result = read_sum(pieces)
        if not pieces or pieces.pop(0) != ")":
            raise ValueError("not closed")
        return result
    return int(piece)
