# codify-expect: fail=boiling,oven,freezing,negative,absolute-zero,body,many  pass=impossible,just-impossible
def to_celsius(fahrenheit):
    if fahrenheit < -459.67:
        raise ValueError("too cold")
    return round(5 / 9 * fahrenheit - 32, 1)
