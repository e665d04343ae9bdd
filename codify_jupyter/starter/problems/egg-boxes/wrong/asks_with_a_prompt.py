# codify-expect: fail=some-left,none-left,less-than-a-box,no-eggs,boxes-of-one,big-harvest
eggs = int(input("How many eggs? "))
size = int(input("How many in a box? "))
print("full boxes:", eggs // size)
print("left over:", eggs % size)
