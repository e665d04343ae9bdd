# codify-expect: fail=between,all-smaller,many,long  pass=equal,first-of-many,one,empty
# Right, but looks at every value from the left.
def first_at_least(xs, target):
    looks = 0
    for i in range(len(xs)):
        looks += 1
        if xs[i] >= target:
            return i, looks
    return len(xs), looks
