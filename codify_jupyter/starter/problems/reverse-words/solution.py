def reverse_words(sentence):
    """Return the words of the sentence in the opposite order, one space apart."""
    words = sentence.split()
    words.reverse()
    return " ".join(words)
