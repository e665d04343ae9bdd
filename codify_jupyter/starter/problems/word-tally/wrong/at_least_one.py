# codify-expect: fail=no-word,few,empty,zero,many  pass=tea,three,ties,inside
# Walks through the ranks by index: fails when there are fewer than n, and takes one for n = 0.
def top_words(text, n):
    counts = {}
    for piece in text.split():
        word = piece.strip(".,;:!?\"'()").lower()
        if word:
            counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    top = [ranked[0]]
    for i in range(1, n):
        top.append(ranked[i])
    return top
