# codify-expect: fail=lake,numbers,untouched,three-times,many  pass=swans,empty,new-list
def first_seen(sightings):
    return sorted(set(sightings))
