# codify-expect: fail=apart,reborn  pass=counts
# codify-expect: fail=apart,reborn  pass=counts,again,digits,only-one
# The number is global: all machines share it.
number = 0


def ticket_machine(prefix, last=999):
    def press():
        global number
        number = number + 1
        if number > last:
            number = 1
        return f"{prefix}-{number:03d}"
    return press
