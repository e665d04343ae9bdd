# codify-expect: fail=mixed  pass=again,empty,is-false,signs,spaces,nothing,no-equals,quoted,no-key,not-numbers
# `a = b = c` has two equals signs, and split gives three parts.
import re


def read_settings(text):
    settings = {}
    number = 0
    for line in text.splitlines():
        number += 1
        line = line.strip()
        if line == "" or line[0] == "#":
            continue
        parts = line.split("=")
        if len(parts) != 2 or parts[0].strip() == "":
            raise ValueError(f"line {number}: expected key = value")
        settings[parts[0].strip()] = convert(parts[1].strip())
    return settings


def convert(value):
    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        return value[1:-1]
    if value == "true":
        return True
    if value == "false":
        return False
    if re.fullmatch("[+-]?[0-9]+", value):
        return int(value)
    if re.fullmatch("[+-]?[0-9]+[.][0-9]+", value):
        return float(value)
    return value
