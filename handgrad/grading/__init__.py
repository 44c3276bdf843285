"""From an answer to a report: read, compare, tell."""
