# codify-expect: fail=impossible,just-impossible  pass=boiling,oven,freezing,negative,absolute-zero,body,many
def to_celsius(fahrenheit):
    if fahrenheit < -459.67:
        return "ValueError"
    return round((fahrenheit - 32) * 5 / 9, 1)
