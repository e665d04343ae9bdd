# codify-expect: fail=reborn  pass=counts,again,digits,only-one
# codify-expect: fail=reborn  pass=counts,again,apart,digits,only-one
# Keeps the numbers in one dict by prefix, so a new machine goes on where the old one was.
numbers = {}


def ticket_machine(prefix, last=999):
    numbers.setdefault(prefix, 0)

    def press():
        numbers[prefix] = numbers[prefix] % last + 1
        return prefix + "-" + str(numbers[prefix]).zfill(3)
    return press
