# codify-expect: fail=lake,swans,numbers,untouched,three-times,many  pass=empty,new-list
def first_seen(sightings):
    kinds = []
    for kind in sightings:
        if sightings.count(kind) == 1:
            kinds.append(kind)
    return kinds
