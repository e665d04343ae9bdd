def times_table(rows, columns):
    """Return the times table as a list of rows, counted from 1."""
    table = []
    for r in range(1, rows + 1):
        row = []
        for c in range(1, columns + 1):
            row.append(r * c)
        table.append(row)
    return table
