# codify-expect: fail=other-kind,crossed,many  pass=fine,unclosed,empty,no-brackets,closes-nothing,one-too-many,nested
# Any closing bracket closes any opening one.
def bracket_error(text):
    depth = 0
    for i in range(len(text)):
        if text[i] in "([{":
            depth = depth + 1
        elif text[i] in ")]}":
            depth = depth - 1
            if depth < 0:
                return i
    if depth > 0:
        return len(text)
    return -1
