# codify-expect: fail=three,none,nine,long,many  pass=two,zero,ten
def digit_steps(n):
    while n > 9:
        total = 0
        for digit in str(n):
            total += int(digit)
        n = total
    return n
