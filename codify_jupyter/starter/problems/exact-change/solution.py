def change(amount, coins):
    """Return a shortest list of coins that add up to amount."""
    fewest = [0]
    last_coin = [None]
    for part in range(1, amount + 1):
        best, best_coin = None, None
        for coin in coins:
            if coin <= part and fewest[part - coin] is not None:
                count = fewest[part - coin] + 1
                if best is None or count < best:
                    best, best_coin = count, coin
        fewest.append(best)
        last_coin.append(best_coin)
    if fewest[amount] is None:
        raise ValueError(f"{amount} cannot be paid")
    payment = []
    while amount > 0:
        payment.append(last_coin[amount])
        amount -= last_coin[amount]
    return payment
