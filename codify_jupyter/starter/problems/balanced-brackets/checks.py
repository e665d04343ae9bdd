"""Helpers for tests.yaml. Never sent to students."""


def texts(rng):
    """Mostly well-nested texts of up to about 25 signs, often with one sign changed."""
    signs = []
    waiting = []
    for _ in range(rng.randint(0, 14)):
        kind = rng.choice(["()", "[]", "{}"])
        if waiting and rng.random() < 0.5:
            signs.append(waiting.pop())
        else:
            signs.append(kind[0])
            waiting.append(kind[1])
        if rng.random() < 0.3:
            signs.append(rng.choice("x+ "))
    signs += reversed(waiting)
    if signs and rng.random() < 0.6:
        signs[rng.randrange(len(signs))] = rng.choice("()[]{}x")
    return ["".join(signs)], {}


def nested(bracket_error, given, st):
    """What is well nested has no error; a bracket put round or behind it moves the error as told."""
    pairs = st.sampled_from([("(", ")"), ("[", "]"), ("{", "}")])
    plain = st.sampled_from(["", "x", "1 + "])
    texts = st.recursive(
        plain,
        lambda inner: st.lists(
            st.tuples(pairs, inner).map(lambda made: made[0][0] + made[1] + made[0][1]), max_size=3
        ).map("".join),
        max_leaves=8,
    )

    @given(texts, pairs)
    def check(text, pair):
        assert bracket_error(text) == -1
        assert bracket_error(pair[0] + text) == len(text) + 1
        assert bracket_error(text + pair[1]) == len(text)

    return check
