# codify-expect: fail=two-rows,constant,shape,four-rows,tenths  pass=one-row,means
# An array made from whole numbers cannot take fractions in place.
import numpy as np


def standardise(table):
    values = np.array(table)
    values -= values.mean(axis=0)
    spread = values.std(axis=0)
    spread[spread == 0] = 1
    values /= spread
    return values
