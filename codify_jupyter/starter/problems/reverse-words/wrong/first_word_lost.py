# codify-expect: fail=moon,one-word,wide,outside,repeated,many  pass=empty,only-spaces
def reverse_words(sentence):
    words = sentence.split()
    turned = []
    for i in range(len(words) - 1, 0, -1):
        turned.append(words[i])
    return " ".join(turned)
