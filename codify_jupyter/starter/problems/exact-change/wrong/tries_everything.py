# codify-expect: fail=many,large  pass=six,zero,seven,order,often,no-coins,dead-end,no-one
# Right, but works the same small amounts out again and again.
def change(amount, coins):
    best = search(amount, coins)
    if best is None:
        raise ValueError(f"{amount} cannot be paid")
    return best


def search(amount, coins):
    if amount == 0:
        return []
    best = None
    for coin in coins:
        if coin <= amount:
            way = search(amount - coin, coins)
            if way is not None and (best is None or len(way) + 1 < len(best)):
                best = [coin] + way
    return best
