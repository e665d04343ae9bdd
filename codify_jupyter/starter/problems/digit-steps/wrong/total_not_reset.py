# codify-expect: fail=three,two,long,many  pass=none,zero,nine,ten
def digit_steps(n):
    steps = 0
    total = 0
    while n > 9 and steps < 100:
        for digit in str(n):
            total += int(digit)
        n = total
        steps += 1
    return steps
