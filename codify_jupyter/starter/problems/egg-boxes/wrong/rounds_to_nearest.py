# codify-expect: fail=less-than-a-box,big-harvest  pass=some-left,none-left,no-eggs,boxes-of-one
eggs = int(input())
size = int(input())
print("full boxes:", round(eggs / size))
print("left over:", eggs % size)
