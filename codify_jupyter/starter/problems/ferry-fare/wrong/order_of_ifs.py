# codify-expect: fail=adult,senior,sixteen,sixtyfour,sixtyfive,all-ages  pass=child,three,four,fifteen,newborn
def ferry_fare(age):
    if age >= 4:
        return 3
    elif age >= 16:
        return 8
    elif age >= 65:
        return 5
    else:
        return 0
