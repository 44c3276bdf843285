"""What people save, as the text of an answer: every kind of file, one question out of several.

- decoding: bytes to text
- markdown, tex, notebook: each kind of file without what is no answer, line by line
- document: by the name of the file, and the section that is asked for

A line stays the line it was (a notebook's are counted through its cells), so that errors point
to the right one.
"""
