"""Every notation that people write formulas in: LaTeX, Unicode, NumPy and plain text."""
