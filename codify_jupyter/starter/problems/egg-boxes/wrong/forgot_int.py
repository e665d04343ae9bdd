# codify-expect: fail=some-left,none-left,less-than-a-box,no-eggs,boxes-of-one,big-harvest
eggs = input()
size = input()
print("full boxes:", eggs // size)
print("left over:", eggs % size)
