# codify-expect: fail=closes-nothing,one-too-many,many,nested  pass=fine,other-kind,unclosed,empty,no-brackets,crossed
# Takes from the stack without asking whether anything is on it.
def bracket_error(text):
    partner = {")": "(", "]": "[", "}": "{"}
    stack = []
    for i, c in enumerate(text):
        if c in "([{":
            stack.append(c)
        elif c in ")]}":
            if stack.pop() != partner[c]:
                return i
    if stack:
        return len(text)
    return -1
