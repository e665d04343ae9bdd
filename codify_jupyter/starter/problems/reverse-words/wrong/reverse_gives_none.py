# codify-expect: fail=moon,one-word,wide,empty,only-spaces,outside,repeated,many
def reverse_words(sentence):
    words = sentence.split()
    words = words.reverse()
    return " ".join(words)
