# codify-expect: fail=mixed,twice,empty,penalty,odd-first,hands  pass=all-odd
def even_score(cards):
    for card in cards:
        score = 0
        if card % 2 == 0:
            score = score + card
    return score
