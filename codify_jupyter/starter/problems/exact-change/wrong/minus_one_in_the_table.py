# codify-expect: fail=seven,dead-end,no-one,many,large  pass=six,zero,order,often,no-coins
# -1 for "impossible" takes part in the minimum.
def change(amount, coins):
    fewest = [0] + [-1] * amount
    last_coin = [0] * (amount + 1)
    for part in range(1, amount + 1):
        options = [(fewest[part - coin] + 1, coin) for coin in coins if coin <= part]
        if options:
            fewest[part], last_coin[part] = min(options)
    if fewest[amount] == -1:
        raise ValueError(f"{amount} cannot be paid")
    payment = []
    while amount > 0 and last_coin[amount]:
        payment.append(last_coin[amount])
        amount -= last_coin[amount]
    return payment
