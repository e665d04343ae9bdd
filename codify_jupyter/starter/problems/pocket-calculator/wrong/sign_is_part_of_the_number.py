# codify-expect: fail=in-front,tight,many  pass=times-first,left-to-right,own-work,number,minuses,nested,unclosed,too-short,two-numbers,empty,closed-twice,nothing-inside,plus-in-front,stars,letters
# Takes a minus only together with digits, so it fails before a bracket and eats the one in 30-4.
import re


def calculate(text):
    if not re.fullmatch(r"[-+*() 0-9]*", text):
        raise ValueError("unknown sign")
    pieces = re.findall(r"-*[0-9]+|[-+*()]", text)
    result = read_sum(pieces)
    if pieces:
        raise ValueError("something is left")
    return result


def read_sum(pieces):
    result = read_product(pieces)
    while pieces and pieces[0] in ("+", "-"):
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
        raise ValueError("too short")
    piece = pieces.pop(0)
    if piece == "(":
        result = read_sum(pieces)
        if not pieces or pieces.pop(0) != ")":
            raise ValueError("not closed")
        return result
    minuses = piece.count("-")
    return int(piece.replace("-", "")) * (-1) ** minuses
