# codify-expect: fail=three,two,long,many  pass=none,zero,nine,ten
def digit_steps(n):
    steps = 0
    while n > 9:
        n = n // 10
        steps += 1
    return steps
