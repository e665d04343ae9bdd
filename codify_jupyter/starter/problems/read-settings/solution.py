import re


def read_settings(text):
    """Return the settings in text as a dict."""
    settings = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        key = key.strip()
        if not equals or not key:
            raise ValueError(f"line {number}: expected key = value")
        settings[key] = convert(value.strip())
    return settings


def convert(value):
    """Return the value that the text stands for."""
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1]
    if value in ("true", "false"):
        return value == "true"
    if re.fullmatch(r"[+-]?[0-9]+", value):
        return int(value)
    if re.fullmatch(r"[+-]?[0-9]+\.[0-9]+", value):
        return float(value)
    return value
