# codify-expect: fail=six,often,no-one,many,large  pass=zero,seven,order,no-coins,dead-end
# Uses every kind of coin at most once.
def change(amount, coins):
    ways = {0: []}
    for coin in coins:
        for part, way in list(ways.items()):
            total = part + coin
            if total not in ways or len(way) + 1 < len(ways[total]):
                ways[total] = way + [coin]
    if amount not in ways:
        raise ValueError(f"{amount} cannot be paid")
    return ways[amount]
