# codify-expect: fail=four,sixteen,sixtyfive,all-ages  pass=adult,child,senior,three,fifteen,sixtyfour,newborn
def ferry_fare(age):
    if age <= 4:
        return 0
    elif age <= 16:
        return 3
    elif age <= 65:
        return 8
    else:
        return 5
