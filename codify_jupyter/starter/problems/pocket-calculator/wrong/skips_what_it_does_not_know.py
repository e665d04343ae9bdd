# codify-expect: fail=too-short,empty,nothing-inside,stars,letters  pass=times-first,left-to-right,in-front,own-work,number,tight,minuses,nested,unclosed,two-numbers,closed-twice,plus-in-front,many
# Picks numbers and signs out of the text and overlooks the rest; nothing at all is worth 0.
import re


def calculate(text):
    pieces = re.findall(r"[0-9]+|[-+*()]", text)
    result = read_sum(pieces)
    if pieces:
        raise ValueError("something is left")
    return result


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
        while pieces and pieces[0] == "*":
            pieces.pop(0)
        result *= read_value(pieces)
    return result


def read_value(pieces):
    if not pieces or pieces[0] == ")":
        return 0
    piece = pieces.pop(0)
    if piece == "-":
        return -read_value(pieces)
    if piece == "(":
        result = read_sum(pieces)
        if not pieces or pieces.pop(0) != ")":
            raise ValueError("not closed")
        return result
    return int(piece)
