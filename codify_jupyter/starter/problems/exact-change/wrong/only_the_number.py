# codify-expect: fail=six,zero,seven,order,often,no-coins,dead-end,no-one,many,large
# Returns how many coins, not which.
def change(amount, coins):
    endless = float("inf")
    fewest = [0] + [endless] * amount
    for part in range(1, amount + 1):
        for coin in coins:
            if coin <= part:
                fewest[part] = min(fewest[part], fewest[part - coin] + 1)
    return fewest[amount]
