# codify-expect: fail=adult,child,senior,three,four,fifteen,sixteen,sixtyfour,sixtyfive,newborn,all-ages
def ferry_fare(age):
    if age < 4:
        print(0)
    elif age < 16:
        print(3)
    elif age < 65:
        print(8)
    else:
        print(5)
