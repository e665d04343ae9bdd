# codify-expect: fail=lake,numbers,empty,untouched,three-times,new-list,many  pass=swans
def first_seen(sightings):
    kinds = []
    for kind in sightings:
        if kind not in kinds:
            kinds.append(kind)
        return kinds
