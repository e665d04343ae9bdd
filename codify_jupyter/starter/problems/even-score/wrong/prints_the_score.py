# codify-expect: fail=mixed,all-odd,twice,empty,penalty,odd-first,hands
def even_score(cards):
    score = 0
    for card in cards:
        if card % 2 == 0:
            score += card
    print(score)
