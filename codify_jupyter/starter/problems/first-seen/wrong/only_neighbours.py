# codify-expect: fail=lake,numbers,untouched,three-times,many  pass=swans,empty,new-list
def first_seen(sightings):
    kinds = []
    for i in range(len(sightings)):
        if i == 0 or sightings[i] != sightings[i - 1]:
            kinds.append(sightings[i])
    return kinds
