# codify-expect: fail=oven,absolute-zero,many  pass=boiling,freezing,negative,impossible,body,just-impossible
def to_celsius(fahrenheit):
    if fahrenheit < -459.67:
        raise ValueError("too cold")
    return (fahrenheit - 32) * 5 // 9
