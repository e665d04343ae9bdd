"""What an instructor sees of a class: one aggregate per module, read only.

Counted are the submissions that have a verdict of the student's own making:
neither cancelled ones nor those that could not be judged.
"""

COUNTED = "status NOT IN ('pending', 'running', 'cancelled', 'internal_error')"
"""Of ``submissions``, the condition for that."""
