"""Statements told in words ("set best to 0, then add x to it") turned back into Python.

Only what says exactly one step of a program is turned: an assignment, an
increase, an append, a loop, a condition, an answer. Five languages, because a
model asked for the solution "in French" will write just that.
"""
# ruff: noqa: E501, RUF001 - a pattern on each line, in the letters of five languages

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = r"[`'\"“”«»‘’]?(\([\w, ]{3,40}\)|[A-Za-z_][\w.]*(?:\[[^\]]{1,30}\])?)[`'\"“”«»‘’]?"
_REST = r"(.{1,200}?)"
_REST_TO_THE_END = r"(.{1,200})$"
_SENTENCE_END = re.compile(r"[.!?;](?=[`\s]|$)|\n")


@dataclass(frozen=True, slots=True)
class Told:
    """One step told in words, as Python; ``kind`` is the statement's."""

    kind: str
    code: str


def _rule(kind: str, pattern: str, form: str) -> tuple[str, re.Pattern[str], str]:
    if pattern.endswith("REST"):
        pattern = pattern.removesuffix("REST") + _REST_TO_THE_END
    # A value before the name may hold the word between them, as `x in y` does: take the last one.
    rest = _REST.replace("?", "") if pattern.endswith("NAME") else _REST
    whole = pattern.replace("NAME", _NAME).replace("REST", rest)
    return kind, re.compile(whole, re.IGNORECASE), form


_ARTICLE = r"(?:the |a |an |die |der |das |den |la |le |el |il |lo |variable |liste? |list )*"
_EACH = r"(?:each|every|all|any|the|jedes?|jeden|jeder|alle|chaque|cada|ogni)"
_RULES = (
    # An assignment: name, value.
    _rule(
        "assign",
        rf"\b(?:set|initiali[sz]e|assign|let|start|begin|reset|make)(?: with)? {_ARTICLE}NAME"
        r" (?:to be|to|=|be|with|at|as|equal to) REST",
        "{0} = {1}",
    ),
    _rule(
        "assign",
        rf"\b(?:store|put|save|keep|remember) REST (?:in|into|as) {_ARTICLE}NAME",
        "{1} = {0}",
    ),
    _rule(
        "assign", rf"\b(?:setze?|initialisiere) {_ARTICLE}NAME (?:auf|mit|gleich) REST", "{0} = {1}"
    ),
    _rule("assign", rf"\b(?:speichere|merke) REST in {_ARTICLE}NAME", "{1} = {0}"),
    _rule(
        "assign",
        rf"\b(?:mets|mettez|initialise[rz]?|affecte[rz]?) {_ARTICLE}NAME (?:à|a|avec|sur) REST",
        "{0} = {1}",
    ),
    _rule(
        "assign",
        rf"\b(?:pon|asigna|inicializa|fija) {_ARTICLE}NAME (?:a|en|con|como) REST",
        "{0} = {1}",
    ),
    _rule(
        "assign", rf"\b(?:imposta|inizializza|assegna) {_ARTICLE}NAME (?:a|con) REST", "{0} = {1}"
    ),
    _rule("assign", r"\bNAME (?:starts|begins) (?:at|with|as) REST", "{0} = {1}"),
    _rule("assign", r"\bNAME (?:becomes|wird|devient|se vuelve|diventa) REST", "{0} = {1}"),
    _rule("assign", rf"\bassign REST to {_ARTICLE}NAME", "{1} = {0}"),
    # An increase: name, by how much.
    _rule("grow", rf"\b(?:increase|increment|raise|bump) {_ARTICLE}NAME by REST", "{0} += {1}"),
    _rule("grow", rf"\b(?:add) REST to {_ARTICLE}NAME", "{1} += {0}"),
    _rule("grow", rf"\b(?:increment|bump) {_ARTICLE}NAME(?= *(?:$|[.,;!]))", "{0} += 1"),
    _rule("grow", rf"\b(?:erhöhe|vergrößere) {_ARTICLE}NAME um REST", "{0} += {1}"),
    _rule("grow", rf"\b(?:addiere|zähle) REST zu {_ARTICLE}NAME", "{1} += {0}"),
    _rule("grow", rf"\b(?:augmente[rz]?|incrémente[rz]?) {_ARTICLE}NAME de REST", "{0} += {1}"),
    _rule("grow", rf"\b(?:ajoute[rz]?) REST à {_ARTICLE}NAME", "{1} += {0}"),
    _rule("grow", rf"\b(?:aumenta|incrementa) {_ARTICLE}NAME (?:en|di) REST", "{0} += {1}"),
    _rule("grow", rf"\b(?:suma|añade|aggiungi) REST (?:a|al) {_ARTICLE}NAME", "{1} += {0}"),
    _rule("shrink", rf"\b(?:decrease|reduce|lower) {_ARTICLE}NAME by REST", "{0} -= {1}"),
    _rule("shrink", rf"\b(?:subtract|take) REST from {_ARTICLE}NAME", "{1} -= {0}"),
    _rule("shrink", rf"\b(?:verringere|vermindere) {_ARTICLE}NAME um REST", "{0} -= {1}"),
    # An append: value, list.
    _rule(
        "append",
        rf"\b(?:append|push) REST (?:to|onto|at the end of) {_ARTICLE}NAME",
        "{1}.append({0})",
    ),
    _rule("append", rf"\b(?:hänge|füge) REST an {_ARTICLE}NAME an", "{1}.append({0})"),
    # A line read out.
    _rule("line", r"\b(?:line|step|thing) (?:is|would be|reads|says) REST", "{0}"),
    # A loop: name, over what.
    _rule(
        "for",
        rf"\b(?:for|loop over|go through|walk through|iterate over) {_EACH} NAME (?:in|of|from) REST",
        "for {0} in {1}: pass",
    ),
    _rule("for", rf"\b(?:für|gehe durch) {_EACH} NAME (?:in|aus|von) REST", "for {0} in {1}: pass"),
    _rule("for", rf"\b(?:pour) {_EACH} NAME (?:dans|de) REST", "for {0} in {1}: pass"),
    _rule("for", rf"\b(?:para|per) {_EACH} NAME (?:en|de|in|di) REST", "for {0} in {1}: pass"),
    _rule(
        "while", r"\b(?:while|as long as|solange|tant que|mientras|finché) REST", "while {0}: pass"
    ),
    # A condition.
    _rule(
        "if", r"\b(?:if|when|whenever|wenn|falls|si|quand|cuando|se|quando) REST", "if {0}: pass"
    ),
    # An answer.
    _rule(
        "return",
        r"\b(?:return|give back|hand back|retourne[rz]?|renvoie|renvoyez|devuelve|retorna|restituisci)"
        r" REST",
        "return {0}",
    ),
    _rule("return", r"\bgib REST zurück", "return {0}"),
)

_WORDS: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:is |are |ist |est |es |è )?(?:greater|larger|bigger|more|größer|plus grand|mayor|maggiore)"
        r" (?:than |als |que |di )?or equal to\b",
        ">=",
    ),
    (r"\b(?:is )?at least\b", ">="),
    (r"\b(?:is )?at most\b", "<="),
    (
        r"\b(?:is |are |ist |est |es |è )?(?:greater|larger|bigger|more|größer|plus grande?|mayor|maggiore)"
        r" (?:than|als|que|di)\b",
        ">",
    ),
    (
        r"\b(?:is |are |ist |est |es |è )?(?:less|smaller|lower|kleiner|plus petite?|menor|minore)"
        r" (?:than|als|que|di) or equal to\b",
        "<=",
    ),
    (
        r"\b(?:is |are |ist |est |es |è )?(?:less|smaller|lower|kleiner|plus petite?|menor|minore)"
        r" (?:than|als|que|di)\b",
        "<",
    ),
    (
        r"\b(?:is |are )?(?:not equal to|different from|ungleich|différent de|distinto de|diverso da)\b",
        "!=",
    ),
    (
        r"\b(?:is |are |ist |est |es |è )?(?:equal to|equals|gleich|égale? à|igual a|uguale a|the same as)\b",
        "==",
    ),
    (r"\b(?:is|are|ist|est|es|è) (?:not in|nicht in|pas dans)\b", "not in"),
    (r"\b(?:is|are|ist|est|es|è) (?:in|dans|en)\b", "in"),
    (r"\b(?:divided by|geteilt durch|divisé par|dividido (?:por|entre)|diviso)\b", "/"),
    (r"\b(?:times|multiplied by|mal|fois|por|per)\b", "*"),
    (r"\b(?:plus|más|più)\b", "+"),
    (r"\b(?:minus|moins|menos|meno)\b", "-"),
    (r"\b(?:modulo|mod|the remainder of)\b", "%"),
    (r"\bthe (?:length|size) of\b|\bdie länge von\b|\bla (?:longueur|longitud) de\b", "len "),
    (
        r"\b(?:an |the |eine |une |una )?(?:empty list|leere liste|liste vide|lista vacía|lista vuota)\b",
        "[]",
    ),
    (r"\b(?:an |the )?(?:empty (?:string|text)|leerer text|texte vide|cadena vacía)\b", "''"),
    (r"\b(?:an |the )?(?:empty dictionary|empty dict)\b", "{}"),
    (r"\b(?:zero|null|zéro|cero)\b", "0"),
    (r"\b(?:one|eins|un|uno|une)\b", "1"),
    (r"\b(?:two|zwei|deux|dos|due)\b", "2"),
    (r"\bthe (?:larger|maximum|bigger|greater) of (.+?) (?:and|or) (.+)", r"max(\1, \2)"),
    (r"\bthe (?:smaller|minimum|lesser) of (.+?) (?:and|or) (.+)", r"min(\1, \2)"),
    (r"\b(?:true|wahr|vrai|verdadero|vero)\b", "True"),
    (r"\b(?:false|falsch|faux|falso)\b", "False"),
    (r"\b(?:the|an?)\b (?=[a-z])", ""),
)
_QUOTES = re.compile(r"[`“”«»]")
_FORMER = re.compile(r"\blen +(\w+)")


_NO_NAMES = frozenset(
    [
        "again",
        "over",
        "it",
        "this",
        "that",
        "there",
        "them",
        "they",
        "what",
        "when",
        "where",
        "which",
        "with",
        "from",
        "to",
        "at",
        "by",
        "off",
        "up",
        "out",
        "you",
        "your",
        "my",
        "their",
        "its",
        "is",
        "be",
        "in",
        "on",
        "of",
        "and",
        "or",
        "as",
        "so",
        "all",
        "both",
        "not",
        "then",
        "everything",
        "something",
        "nothing",
        "anew",
        "here",
        "now",
        "once",
        "only",
        "just",
        "also",
        "too",
        "me",
        "us",
        "him",
        "her",
        "he",
        "she",
        "we",
    ]
)
"""Words that stand where a name could, and are none."""


def told_steps(text: str) -> list[Told]:
    """Return the steps that a text tells, sentence by sentence."""
    found: list[Told] = []
    for sentence in _SENTENCE_END.split(text):
        if len(sentence) < 400:
            found += _in_sentence(sentence.strip())
    return list(dict.fromkeys(found))


def _in_sentence(sentence: str) -> Iterator[Told]:
    for kind, pattern, form in _RULES:
        for match in pattern.finditer(sentence):
            if not _NO_NAMES.isdisjoint(part.lower() for part in match.groups()):
                continue
            parts = [_expression(part) for part in match.groups()]
            code = next(filter(_parses, _forms(form, parts)), None)
            if code is not None:
                yield Told(kind, code)


def _forms(form: str, parts: list[str]) -> Iterator[str]:
    """Yield the statement, then the same with fewer and fewer words at the end of each part."""
    clauses = [_clause(part) for part in parts]
    yield form.format(*clauses)
    for index, part in enumerate(clauses):
        words = part.split(" ")
        for count in range(len(words) - 1, max(0, len(words) - 20), -1):
            shorter = " ".join(words[:count]).strip(" ,.;:")
            yield form.format(*clauses[:index], shorter, *clauses[index + 1 :])


def _clause(text: str) -> str:
    """Return the text up to the first comma or colon that stands in no brackets and no quotes."""
    depth, quote = 0, ""
    for position, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign in ",:" and depth == 0 and text[position + 1 : position + 2] in (" ", ""):
            return text[:position].strip()
    return text


def _expression(words: str) -> str:
    text = _QUOTES.sub("", words).strip()
    for pattern, symbol in _WORDS:
        text = re.sub(pattern, symbol, text, flags=re.IGNORECASE)
    return _FORMER.sub(r"len(\1)", text).strip(" ,.;:")


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
