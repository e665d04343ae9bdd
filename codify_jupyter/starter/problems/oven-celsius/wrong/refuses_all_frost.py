# codify-expect: fail=negative,absolute-zero,many  pass=boiling,oven,freezing,impossible,body,just-impossible
def to_celsius(fahrenheit):
    celsius = round((fahrenheit - 32) * 5 / 9, 1)
    if celsius < 0:
        raise ValueError("too cold")
    return celsius
