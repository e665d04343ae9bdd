# codify-expect: fail=two-rows,constant,shape,one-row,four-rows,means,tenths
# Works on the columns one by one and forgets to turn the result back.
import numpy as np


def standardise(table):
    columns = []
    for column in np.array(table, dtype=float).T:
        if (column == column[0]).all():
            columns.append(np.zeros(len(column)))
        else:
            columns.append((column - column.mean()) / column.std())
    return np.array(columns)
