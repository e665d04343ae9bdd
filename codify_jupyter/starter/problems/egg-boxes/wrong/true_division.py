# codify-expect: fail=some-left,none-left,less-than-a-box,no-eggs,boxes-of-one,big-harvest
eggs = int(input())
size = int(input())
print("full boxes:", eggs / size)
print("left over:", eggs % size)
