# codify-expect: fail=again,digits,only-one  pass=counts,apart,reborn
# Wraps round to 000 because of the remainder.
def ticket_machine(prefix, last=999):
    number = 0

    def press():
        nonlocal number
        number = (number + 1) % (last + 1)
        return f"{prefix}-{number:03d}"
    return press
