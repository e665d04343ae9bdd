# codify-expect: fail=wide,only-spaces,outside,many  pass=moon,one-word,empty,repeated
def reverse_words(sentence):
    words = sentence.split(" ")
    return " ".join(words[::-1])
