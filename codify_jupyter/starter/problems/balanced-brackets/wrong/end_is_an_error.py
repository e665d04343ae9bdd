# codify-expect: fail=fine,empty,no-brackets,many,nested  pass=other-kind,unclosed,closes-nothing,crossed,one-too-many
# Takes reaching the end of the text for an error.
def bracket_error(text):
    partner = {")": "(", "]": "[", "}": "{"}
    stack = []
    i = 0
    while i < len(text):
        if text[i] in "([{":
            stack.append(text[i])
        elif text[i] in ")]}" and (not stack or stack.pop() != partner[text[i]]):
            return i
        i += 1
    if i == len(text):
        return i
    return -1
