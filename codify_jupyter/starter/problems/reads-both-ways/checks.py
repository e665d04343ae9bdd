"""Helpers for tests.yaml. Never sent to students."""


def phrases(rng):
    """Phrases with signs strewn in; most read both ways, some with one character changed."""
    half = [rng.choice("abAB1") for _ in range(rng.randint(1, 6))]
    kept = half + [character.swapcase() for character in reversed(half)]
    if rng.random() < 0.4:
        kept[rng.randrange(len(kept))] = rng.choice("xyz7")
    return ["".join(character + rng.choice(["", "", " ", ", ", "!"]) for character in kept)], {}
