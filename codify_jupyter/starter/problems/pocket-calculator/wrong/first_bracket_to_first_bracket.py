# codify-expect: fail=nested,many  pass=times-first,left-to-right,in-front,own-work,number,tight,minuses,unclosed,too-short,two-numbers,empty,closed-twice,nothing-inside,plus-in-front,stars,letters
# Cuts from the first opening to the first closing bracket, which need not be partners.
def calculate(text):
    while "(" in text:
        start = text.index("(")
        end = text.index(")")
        inner = calculate(text[start + 1:end])
        text = text[:start] + str(inner) + text[end + 1:]
    for sign in "+-*":
        text = text.replace(sign, f" {sign} ")
    pieces = text.split()
    result = read_product(pieces)
    while pieces:
        sign = pieces.pop(0)
        if sign == "+":
            result += read_product(pieces)
        elif sign == "-":
            result -= read_product(pieces)
        else:
            raise ValueError(f"{sign} was not expected")
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
    if pieces[0] == "-":
        pieces.pop(0)
        return -read_value(pieces)
    return int(pieces.pop(0))
