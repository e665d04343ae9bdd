# codify-expect: fail=all-smaller,one,many  pass=between,equal,first-of-many,empty,long
# high starts at the last position, so "every value is smaller" cannot come out.
def first_at_least(xs, target):
    low = 0
    high = len(xs) - 1
    looks = 0
    while low < high:
        middle = (low + high) // 2
        looks += 1
        if xs[middle] < target:
            low = middle + 1
        else:
            high = middle
    return low, looks
