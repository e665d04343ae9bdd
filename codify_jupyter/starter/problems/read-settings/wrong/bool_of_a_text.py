# codify-expect: fail=is-false  pass=mixed,again,empty,signs,spaces,nothing,no-equals,quoted,no-key,not-numbers
# Every text that is not empty is true for bool().
import re


def read_settings(text):
    settings = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if "=" not in line or line.startswith("="):
            raise ValueError(f"line {number}: expected key = value")
        key, value = line.split("=", 1)
        value = value.strip()
        if len(value) > 1 and value[0] == '"' and value[-1] == '"':
            value = value[1:-1]
        elif value in ["true", "false"]:
            value = bool(value)
        elif re.fullmatch("[+-]?[0-9]+", value):
            value = int(value)
        elif re.fullmatch("[+-]?[0-9]+[.][0-9]+", value):
            value = float(value)
        settings[key.strip()] = value
    return settings
