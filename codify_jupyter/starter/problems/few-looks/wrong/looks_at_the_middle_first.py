# codify-expect: fail=empty  pass=between,equal,first-of-many,all-smaller,one,many,long
# Compares with a value before asking whether there is one.
def first_at_least(xs, target):
    low, high, looks = 0, len(xs), 0
    while True:
        middle = (low + high) // 2
        looks += 1
        if xs[middle] < target:
            low = middle + 1
        else:
            high = middle
        if low >= high:
            return low, looks
