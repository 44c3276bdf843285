"""A program as NumPy runs it: arrays of numbers in memory, with their views and copies.

What is run is the tree of statements that reading made of a text, within a budget, in any
arithmetic; nothing of the text ever becomes code of Python.
"""
