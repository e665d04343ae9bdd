# codify-expect: fail=some-left,none-left,less-than-a-box,no-eggs,boxes-of-one,big-harvest
eggs = int(input())
size = int(input())
boxes = eggs // size + 1
print("full boxes:", boxes)
print("left over:", eggs % size)
