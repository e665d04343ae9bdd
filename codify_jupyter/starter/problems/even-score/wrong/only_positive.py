# codify-expect: fail=penalty,hands  pass=mixed,all-odd,twice,empty,odd-first
def even_score(cards):
    score = 0
    for card in cards:
        if card > 0 and card % 2 == 0:
            score += card
    return score
