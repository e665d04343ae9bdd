# codify-expect: fail=unclosed,many,nested  pass=fine,other-kind,empty,no-brackets,closes-nothing,crossed,one-too-many
# Never looks at what is still open at the end.
def bracket_error(text):
    partner = {")": "(", "]": "[", "}": "{"}
    stack = []
    for i, c in enumerate(text):
        if c in "([{":
            stack.append(c)
        elif c in ")]}":
            if len(stack) == 0:
                return i
            if stack.pop() != partner[c]:
                return i
    return -1
