"""Tables, migrations and the JSON Schemas of the formats."""
