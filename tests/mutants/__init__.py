"""Edits of the judge and the referee that a test must notice: `python3 -m tests.mutants`."""
