# codify-expect: fail=mixed,twice,penalty,odd-first,hands  pass=all-odd,empty
def even_score(cards):
    score = 0
    for card in cards:
        if card % 2 == 0:
            score += 1
    return score
