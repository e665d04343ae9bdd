# codify-expect: fail=adult,senior,sixteen,sixtyfour,sixtyfive,all-ages  pass=child,three,four,fifteen,newborn
def ferry_fare(age):
    if age < 4:
        return 0
    if age == 4 or 15:
        return 3
    if age == 16 or 64:
        return 8
    return 5
