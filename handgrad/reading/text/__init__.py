"""A text to its formulas: prose is what is not a formula."""
