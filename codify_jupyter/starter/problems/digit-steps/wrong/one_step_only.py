# codify-expect: fail=three,two,long,many  pass=none,zero,nine,ten
def digit_steps(n):
    steps = 0
    if n > 9:
        total = 0
        for digit in str(n):
            total += int(digit)
        n = total
        steps += 1
    return steps
