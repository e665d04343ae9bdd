"""Whether a question is about something else altogether."""

from __future__ import annotations

import builtins
import keyword
import re

_ASKS = re.compile(
    r"(?:who|what|when|where|which|how (?:old|many|much|far|tall|is|are|do|does)|(?:is|are) there|"
    r"do you|are you|will|can you|could you|"
    r"(?:please )?(?:tell|write|sing|recommend|translate|give))\b",
    re.IGNORECASE,
)
"""How English questions begin that may be about anything. Others may be a beginner's for help."""
_WORD = re.compile(r"[a-z]{3,}")
_WORDS_OF_PROGRAMMING = """
answer argument array assert begin break bug call case check class code column compare condition
convert correct count crash debug decimal default define describe dictionary difference digit
element empty error example exception exercise expect explain fail feedback file fine fix function
happen help hidden hint idea indent indentation index infinite input integer iterate item key
kernel letter library line list logic loop mean message method mistake modulo module name negative
nested next notebook number numpy object operator output pandas parameter parse pass point positive
print problem program programming property python question read recursion recursive remainder
result return row rule run score solution solve solved start statement step stop string stuck
submission submit syntax task test text topic trace traceback tuple tutor type understand use value
variable word work wrong zero
"""
_WORDS_ABOUT_ANYTHING = """
about again all also and any are ask best better big bigger biggest can could did different does
easier easy for from get give given going good had hard has have her his how into its just know let
like look make many may more most much must need not now one only our out please say see shall
short shorter should simple simpler slow some tell than that the their them then there these they
thing things this those time too very wait want was way were what when where which who why will
with would write you your
"""
_SMALL = frozenset(_WORDS_ABOUT_ANYTHING.split())


def is_off_topic(question: str, *texts: str) -> bool:
    """Whether an English question has no word to do with programming, or with the ``texts``.

    What is no question, or holds no word of weight, is not: it may be a call for help.
    """
    if not _ASKS.match(question.strip()):
        return False
    words = {_stem(word) for word in _WORD.findall(question.lower()) if word not in _SMALL}
    if not words:
        return False
    known = {_stem(word) for text in texts for word in _WORD.findall(text.lower())}
    return not words & (known | _VOCABULARY)


def _stem(word: str) -> str:
    """A word without what English adds to the end of words."""
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending)
            break
    return word.rstrip("ey")


_VOCABULARY = frozenset(
    _stem(word.lower())
    for word in (*_WORDS_OF_PROGRAMMING.split(), *dir(builtins), *keyword.kwlist)
    if word.lower() not in _SMALL
)
