def even_score(cards):
    """Return the sum of the even numbers in the list cards."""
    score = 0
    for card in cards:
        if card % 2 == 0:
            score = score + card
    return score
