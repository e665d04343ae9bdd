# codify-expect: fail=moon,one-word,wide,only-spaces,outside,repeated,many  pass=empty
def reverse_words(sentence):
    return sentence[::-1]
