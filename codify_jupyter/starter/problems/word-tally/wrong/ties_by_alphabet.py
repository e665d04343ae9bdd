# codify-expect: fail=tea,three,ties,many  pass=inside,no-word,few,empty,zero
# Ties come in alphabetical order.
def top_words(text, n):
    counts = {}
    for piece in text.split():
        word = piece.strip(".,;:!?\"'()").lower()
        if word:
            counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[:n]
