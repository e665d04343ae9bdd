# codify-expect: fail=untouched,new-list  pass=lake,swans,numbers,empty,three-times,many
def first_seen(sightings):
    kinds = sightings
    i = 0
    while i < len(kinds):
        if kinds[i] in kinds[:i]:
            kinds.pop(i)
        else:
            i += 1
    return kinds
