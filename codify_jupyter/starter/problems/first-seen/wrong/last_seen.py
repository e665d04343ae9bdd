# codify-expect: fail=lake,numbers,untouched,three-times,many  pass=swans,empty,new-list
def first_seen(sightings):
    kinds = []
    for kind in sightings:
        if kind in kinds:
            kinds.remove(kind)
        kinds.append(kind)
    return kinds
