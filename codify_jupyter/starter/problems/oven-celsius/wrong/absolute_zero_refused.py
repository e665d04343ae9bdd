# codify-expect: fail=absolute-zero  pass=boiling,oven,freezing,negative,impossible,body,just-impossible,many
def to_celsius(fahrenheit):
    if fahrenheit <= -459.67:
        raise ValueError("too cold")
    return round((fahrenheit - 32) * 5 / 9, 1)
