# codify-expect: fail=left-to-right,number,tight,too-short,empty,many  pass=times-first,in-front,own-work,minuses,nested,unclosed,two-numbers,closed-twice,nothing-inside,plus-in-front,stars,letters
# Reads one sign at a time, so 12 is a 1 and a 2; the end of the text comes as a surprise.
def calculate(text):
    signs = [sign for sign in text if sign != " "]
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
    sign = signs.pop(0)
    if sign == "-":
        return -read_value(signs)
    if sign == "(":
        result = read_sum(signs)
        if not signs or signs.pop(0) != ")":
            raise ValueError("not closed")
        return result
    return int(sign)
