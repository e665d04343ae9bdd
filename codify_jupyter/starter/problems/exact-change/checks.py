"""Helpers for tests.yaml. Never sent to students."""


def shortest_payment(got, expected, args):
    """Any payment of the right sum from the given coins, as short as the expected one."""
    amount, coins = args[0], args[1]
    if not isinstance(got, list):
        return False, "return a list of coins"
    if any(coin not in coins for coin in got):
        return False, "there is a coin in your list that does not exist"
    if sum(got) != amount:
        return False, f"your coins make {sum(got)}, not {amount}"
    if len(got) != len(expected):
        return False, f"you pay with {len(got)} coins; fewer will do"
    return True


def purses(rng):
    """Two to four coins and an amount that can be paid with them."""
    coins = rng.sample(range(2, 30), rng.randint(2, 4))
    amount = sum(rng.choice(coins) for _ in range(rng.randint(1, 14)))
    return [amount, coins], {}
