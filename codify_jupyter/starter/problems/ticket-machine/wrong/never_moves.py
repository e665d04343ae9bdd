# codify-expect: fail=counts,again,apart,digits,only-one,reborn
# Returns the first ticket instead of a function.
def ticket_machine(prefix, last=999):
    number = 1
    return f"{prefix}-{number:03d}"
