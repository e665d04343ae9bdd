def calculate(text):
    """Return the value of the expression in text."""
    pieces = cut(text)
    result = read_sum(pieces)
    if pieces:
        raise ValueError(f"{pieces[0]!r} was not expected")
    return result


def cut(text):
    """Return the numbers, operators and brackets of text."""
    pieces = []
    previous = " "
    for sign in text:
        if sign in "0123456789":
            if previous in "0123456789":
                pieces[-1] += sign
            else:
                pieces.append(sign)
        elif sign in "+-*()":
            pieces.append(sign)
        elif sign != " ":
            raise ValueError(f"{sign!r} means nothing here")
        previous = sign
    return pieces


def read_sum(pieces):
    result = read_product(pieces)
    while pieces and pieces[0] in "+-":
        if pieces.pop(0) == "+":
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
        raise ValueError("the expression ends too soon")
    piece = pieces.pop(0)
    if piece == "-":
        return -read_value(pieces)
    if piece == "(":
        result = read_sum(pieces)
        if not pieces or pieces.pop(0) != ")":
            raise ValueError("a bracket is not closed")
        return result
    if piece in "+*)":
        raise ValueError(f"{piece!r} was not expected")
    return int(piece)
