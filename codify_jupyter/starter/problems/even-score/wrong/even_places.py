# codify-expect: fail=all-odd,twice,penalty,odd-first,hands  pass=mixed,empty
def even_score(cards):
    score = 0
    for i in range(len(cards)):
        if i % 2 == 0:
            score = score + cards[i]
    return score
