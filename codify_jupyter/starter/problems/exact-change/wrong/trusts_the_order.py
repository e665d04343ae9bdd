# codify-expect: fail=six,order,dead-end,no-one,many,large  pass=zero,seven,often,no-coins
# Greedy, and in the order in which the coins are given.
def change(amount, coins):
    rest = amount
    payment = []
    for coin in coins:
        while coin <= rest:
            payment.append(coin)
            rest -= coin
    if rest:
        raise ValueError(f"{amount} cannot be paid")
    return payment
