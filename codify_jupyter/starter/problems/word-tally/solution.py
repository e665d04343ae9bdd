SIGNS = ".,;:!?\"'()"


def top_words(text, n):
    """Return the n most frequent words of text as (word, count) tuples."""
    counts = {}
    for piece in text.split():
        word = piece.strip(SIGNS).lower()
        if word:
            counts[word] = counts.get(word, 0) + 1
    ranked = sorted(counts.items(), key=lambda pair: -pair[1])
    return ranked[:n]
