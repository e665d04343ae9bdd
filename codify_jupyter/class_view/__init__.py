"""The class view: what instructors see of their courses, live."""
