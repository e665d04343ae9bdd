# codify-expect: fail=spaces,nothing,quoted,no-key  pass=mixed,again,empty,is-false,signs,no-equals,not-numbers
# Nothing is stripped, and a comment may begin anywhere.
def read_settings(text):
    settings = {}
    number = 0
    for line in text.split("\n"):
        number += 1
        line = line.split("#")[0]
        if line == "":
            continue
        if "=" not in line:
            raise ValueError(f"line {number}: expected key = value")
        key, value = line.split("=", 1)
        key = key.strip()
        value = value.strip(" ")
        if value == "true":
            value = True
        elif value == "false":
            value = False
        elif value.lstrip("+-").isdigit():
            value = int(value)
        elif value.lstrip("+-").replace(".", "", 1).isdigit():
            value = float(value)
        elif value[0] == '"':
            value = value[1:-1]
        settings[key] = value
    return settings
