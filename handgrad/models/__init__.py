"""The catalogue: one page a file.

A file holds either `PAGE`, the text of a page, or a family: a function `page` whose keyword
options have defaults and which writes the text.
"""
