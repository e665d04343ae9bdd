# codify-expect: fail=three,ten,long,many  pass=two,none,zero,nine
def digit_steps(n):
    steps = 0
    while n > 10:
        total = 0
        for digit in str(n):
            total += int(digit)
        n = total
        steps += 1
    return steps
