"""The text of a program to logical lines, expressions, statements and blocks."""
