# codify-expect: fail=moon,one-word,wide,outside,repeated,many  pass=empty,only-spaces
def reverse_words(sentence):
    result = ""
    for word in sentence.split():
        result = word + " " + result
    return result
