# codify-expect: fail=own-work,number,nothing-inside,plus-in-front,stars,letters  pass=times-first,left-to-right,in-front,tight,minuses,nested,unclosed,too-short,two-numbers,empty,closed-twice,many
# Hands the text to Python, which also understands much that is no expression here.
def calculate(text):
    try:
        return eval(text)
    except SyntaxError:
        raise ValueError("no expression")
