# codify-expect: fail=tea,three,ties,many  pass=inside,no-word,few,empty,zero
# Sorting upwards and turning the list round also turns the ties round.
def top_words(text, n):
    counts = {}
    for piece in text.split():
        word = piece.strip(".,;:!?\"'()").lower()
        if word != "":
            if word in counts:
                counts[word] += 1
            else:
                counts[word] = 1
    ranked = sorted(counts.items(), key=lambda pair: pair[1])
    ranked.reverse()
    return ranked[:n]
