# codify-expect: fail=boiling,oven,negative,absolute-zero,body,many  pass=freezing,impossible,just-impossible
def to_celsius(fahrenheit):
    if fahrenheit < -459.67:
        raise ValueError("too cold")
    factor = round(5 / 9, 2)
    return round(factor * (fahrenheit - 32), 1)
