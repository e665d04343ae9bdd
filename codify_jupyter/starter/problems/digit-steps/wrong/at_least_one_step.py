# codify-expect: fail=none,zero,nine,many  pass=three,two,ten,long
def digit_steps(n):
    steps = 0
    while True:
        total = 0
        for digit in str(n):
            total += int(digit)
        n = total
        steps += 1
        if n < 10:
            return steps
