# codify-expect: fail=again,empty,spaces,no-equals,quoted,no-key,not-numbers  pass=mixed,is-false,signs,nothing
# A key that comes again does not replace the first; the empty text is split into one empty line.
def read_settings(text):
    settings = {}
    for number, line in enumerate(text.strip().split("\n"), 1):
        line = line.strip()
        if line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals:
            raise ValueError(f"line {number}: expected key = value")
        settings.setdefault(key.strip(), convert(value.strip()))
    return settings


def convert(value):
    if value.startswith('"') and value.endswith('"'):
        return value.strip('"')
    if value in ("true", "false"):
        return value == "true"
    if value.lstrip("+-").isdigit():
        return int(value)
    if "." in value:
        return float(value)
    return value
