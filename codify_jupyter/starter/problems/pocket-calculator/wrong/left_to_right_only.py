# codify-expect: fail=times-first,minuses,many  pass=left-to-right,in-front,own-work,number,tight,nested,unclosed,too-short,two-numbers,empty,closed-twice,nothing-inside,plus-in-front,stars,letters
# Like the cheapest calculators: every operator as soon as it comes.
def calculate(text):
    pieces = cut(text)
    result = read_sum(pieces)
    if pieces:
        raise ValueError("something is left")
    return result


def cut(text):
    for sign in "+-*()":
        text = text.replace(sign, f" {sign} ")
    return text.split()


def read_sum(pieces):
    result = read_value(pieces)
    while pieces and pieces[0] in "+-*":
        sign = pieces.pop(0)
        value = read_value(pieces)
        if sign == "+":
            result = result + value
        elif sign == "-":
            result = result - value
        else:
            result = result * value
    return result


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
