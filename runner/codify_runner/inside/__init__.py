"""What runs behind the wall: the zygote and its children.

These modules are imported by path under ``python -I -S``, without the package's own
``__init__``: they may use the standard library, ``codify_runner.wire`` and
``codify_runner.sandbox`` only.
"""
