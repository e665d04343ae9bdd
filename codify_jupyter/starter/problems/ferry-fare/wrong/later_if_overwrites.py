# codify-expect: fail=child,three,four,fifteen,newborn,all-ages  pass=adult,senior,sixteen,sixtyfour,sixtyfive
def ferry_fare(age):
    fare = 5
    if age < 4:
        fare = 0
    if age < 16:
        fare = 3
    if age < 65:
        fare = 8
    return fare
