"""The rules of the built-in tutor, one reason for a wrong answer each."""
