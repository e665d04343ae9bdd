# codify-expect: fail=no-loops  pass=one,two,exactly,short,empty,neighbour,downwards,many,long
# Right, but goes through the readings one by one.
def spikes(readings, width, limit):
    found = []
    for i in range(width, len(readings)):
        if readings[i] * width > sum(readings[i - width:i]) + limit * width:
            found.append(i)
    return found
