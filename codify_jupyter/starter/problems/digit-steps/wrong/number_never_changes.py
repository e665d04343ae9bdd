# codify-expect: fail=three,two,ten,long,many  pass=none,zero,nine
def digit_steps(n):
    steps = 0
    while n > 9:
        total = 0
        for digit in str(n):
            total += int(digit)
        steps += 1
    return steps
