"""What is kept of the tests judged last."""

from __future__ import annotations

from codify_runner.examples import ExampleCache


def test_the_oldest_goes_when_too_much_is_kept() -> None:
    cache = ExampleCache(most_bytes=100)
    assert cache.put("a", [1], 40) == [1]
    cache.put("b", [2], 40)
    assert cache.get("a") == [1]
    cache.put("c", [3], 40)
    assert [cache.get(key) for key in "abc"] == [[1], None, [3]]


def test_what_is_put_anew_counts_once() -> None:
    cache = ExampleCache(most_bytes=100)
    cache.put("a", 1, 60)
    cache.put("b", 1, 30)
    cache.put("a", 2, 60)
    assert [cache.get(key) for key in "ab"] == [2, 1]


def test_the_newest_is_kept_however_large() -> None:
    cache = ExampleCache(most_bytes=100)
    cache.put("a", 1, 10)
    cache.put("b", 2, 1000)
    assert [cache.get(key) for key in "ab"] == [None, 2]
    cache.put("c", 3, 10)
    assert [cache.get(key) for key in "bc"] == [None, 3]
