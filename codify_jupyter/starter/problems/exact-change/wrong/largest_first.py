# codify-expect: fail=six,no-one,many  pass=zero,seven,order,often,no-coins,dead-end,large
# Greedy: always the largest coin that still fits.
def change(amount, coins):
    rest = amount
    payment = []
    for coin in sorted(coins, reverse=True):
        while coin <= rest:
            payment.append(coin)
            rest -= coin
    if rest > 0:
        raise ValueError(f"{amount} cannot be paid")
    return payment
