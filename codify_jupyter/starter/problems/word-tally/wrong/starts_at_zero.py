# codify-expect: fail=tea,three,ties,inside,no-word,few,many  pass=empty,zero
# The first meeting with a word is not counted.
def top_words(text, n):
    counts = {}
    for piece in text.split():
        word = piece.strip(".,;:!?\"'()").lower()
        if word not in counts:
            counts[word] = 0
        else:
            counts[word] += 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:n]
