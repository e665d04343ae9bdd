# codify-expect: fail=inside,many  pass=tea,three,ties,no-word,few,empty,zero
# Signs inside a word vanish as well: don't becomes dont.
def top_words(text, n):
    for sign in ".,;:!?\"'()":
        text = text.replace(sign, "")
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:n]
