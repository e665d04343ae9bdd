# codify-expect: fail=equal,first-of-many,many  pass=between,all-smaller,one,empty,long
# Stops at the first equal value it meets, which need not be the leftmost.
def first_at_least(xs, target):
    low = 0
    high = len(xs)
    looks = 0
    while low < high:
        middle = (low + high) // 2
        looks += 1
        if xs[middle] == target:
            return middle, looks
        if xs[middle] < target:
            low = middle + 1
        else:
            high = middle
    return low, looks
