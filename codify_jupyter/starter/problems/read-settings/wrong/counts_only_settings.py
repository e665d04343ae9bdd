# codify-expect: fail=no-equals,no-key,not-numbers  pass=mixed,again,empty,is-false,signs,spaces,nothing,quoted
# Throws the empty lines and comments away before it counts.
def read_settings(text):
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    settings = {}
    for number, line in enumerate(lines, 1):
        key, equals, value = line.partition("=")
        if equals == "":
            raise ValueError(f"line {number}: expected key = value")
        settings[key.strip()] = convert(value.strip())
    return settings


def convert(value):
    if len(value) > 1 and value[0] == '"' and value[-1] == '"':
        return value[1:-1]
    if value in ("true", "false"):
        return value == "true"
    try:
        return int(value)
    except ValueError:
        pass
    try:
        return float(value)
    except ValueError:
        return value
