# codify-expect: fail=two-numbers,plus-in-front,many  pass=times-first,left-to-right,in-front,own-work,number,tight,minuses,nested,unclosed,too-short,empty,closed-twice,nothing-inside,stars,letters
# A minus in front covers the whole product, spaces are thrown away, and a plus in front passes.
def calculate(text):
    signs = list(text.replace(" ", ""))
    result = read_sum(signs)
    if signs:
        raise ValueError("something is left")
    return result


def read_sum(signs):
    result = read_product(signs)
    while signs and signs[0] in "+-":
        if signs.pop(0) == "+":
            result += read_product(signs)
        else:
            result -= read_product(signs)
    return result


def read_product(signs):
    result = read_value(signs)
    while signs and signs[0] == "*":
        signs.pop(0)
        result *= read_value(signs)
    return result


def read_value(signs):
    if signs and signs[0] in "+-":
        return -read_sum(signs) if signs.pop(0) == "-" else read_sum(signs)
    if signs and signs[0] == "(":
        signs.pop(0)
        result = read_sum(signs)
        if not signs or signs.pop(0) != ")":
            raise ValueError("not closed")
        return result
    digits = ""
    while signs and signs[0].isdigit():
        digits += signs.pop(0)
    return int(digits)
