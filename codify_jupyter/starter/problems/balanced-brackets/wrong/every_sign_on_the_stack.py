# codify-expect: fail=fine,unclosed,no-brackets,one-too-many,many,nested  pass=other-kind,empty,closes-nothing,crossed
# Ordinary characters are put on the stack as well.
def bracket_error(text):
    partner = {")": "(", "]": "[", "}": "{"}
    stack = []
    for i, c in enumerate(text):
        if c in partner:
            if not stack or stack.pop() != partner[c]:
                return i
        else:
            stack.append(c)
    if stack:
        return len(text)
    return -1
