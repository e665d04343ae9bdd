eggs = int(input())
size = int(input())
print("full boxes:", eggs // size)
print("left over:", eggs % size)
