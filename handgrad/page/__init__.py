"""A page of formulas, read, checked, and run in any arithmetic."""
