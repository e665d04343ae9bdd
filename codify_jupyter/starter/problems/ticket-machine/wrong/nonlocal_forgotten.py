# codify-expect: fail=counts,again,apart,digits,only-one,reborn
# Assigning makes `number` local to press: UnboundLocalError.
def ticket_machine(prefix, last=999):
    number = 0

    def press():
        number = number + 1
        if number > last:
            number = 1
        return f"{prefix}-{number:03d}"
    return press
