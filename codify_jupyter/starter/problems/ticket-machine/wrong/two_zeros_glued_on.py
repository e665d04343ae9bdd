# codify-expect: fail=digits  pass=counts,again,apart,only-one,reborn
# "00" in front of every number is right only up to nine.
def ticket_machine(prefix, last=999):
    number = 0

    def press():
        nonlocal number
        number += 1
        if number > last:
            number = 1
        return prefix + "-00" + str(number)
    return press
