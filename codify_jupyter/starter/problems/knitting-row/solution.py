def shorten_row(row):
    """Return the row with each run of equal letters as letter and length."""
    runs = []
    start = 0
    for i in range(1, len(row) + 1):
        if i == len(row) or row[i] != row[start]:
            runs.append(row[start] + str(i - start))
            start = i
    return " ".join(runs)
