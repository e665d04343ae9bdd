# codify-expect: fail=tea,inside,no-word,many  pass=three,ties,few,empty,zero
# `tea!` and `tea` are counted as two words.
def top_words(text, n):
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:n]
