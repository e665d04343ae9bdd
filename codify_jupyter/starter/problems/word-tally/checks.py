"""Helpers for tests.yaml. Never sent to students."""

WORDS = ["ash", "Ash", "birch", "elm", "oak's", "OAK'S", "fir", "yew", "(elm)", "fir,", "yew?!", "--", "..."]


def texts(rng):
    """A text of up to 40 words with many ties, and an n from 0 to 6."""
    words = [rng.choice(WORDS) for _ in range(rng.randint(0, 40))]
    return [rng.choice([" ", "  ", "\n"]).join(words), rng.randint(0, 6)], {}
