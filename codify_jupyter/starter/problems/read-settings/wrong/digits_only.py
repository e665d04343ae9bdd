# codify-expect: fail=again,signs,quoted  pass=mixed,empty,is-false,spaces,nothing,no-equals,no-key,not-numbers
# isdigit() knows no sign, and strips quotes first so that "12" becomes a number.
def read_settings(text):
    settings = {}
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals or not key.strip():
            raise ValueError(f"line {number}: expected key = value")
        value = value.strip().strip('"')
        if value == "true" or value == "false":
            value = value == "true"
        elif value.isdigit():
            value = int(value)
        elif value.replace(".", "", 1).isdigit():
            value = float(value)
        settings[key.strip()] = value
    return settings
