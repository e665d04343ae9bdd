# codify-expect: fail=lake,numbers,untouched,three-times,new-list,many  pass=swans,empty
def first_seen(sightings):
    for kind in sightings:
        if sightings.count(kind) > 1:
            sightings.remove(kind)
    return sightings
