"""Python as students write it: statements and expressions read, never run.

The text passes through these modules, each place in it kept for errors:

- source: an answer to logical lines, comments and docstrings blanked
- syntax, expressions, statements: each line to what Python's grammar makes of it
- numpy_arrays, numpy_calls, subscripts: NumPy's arrays as trees, with NumPy's own shapes
- for_loops: a loop over samples as a sum; unrolled: any other, round by round, where the sizes
  of the page are numbers (`grading/round_by_round.py` tries two sets of them)
- views: what shares the memory of an array that is written to
- frame: functions, returns and unpacked tuples, to the lines of an answer

A page's vector is a 1-D array here or a column, whichever fits the whole of the code; where
both fit, the line keeps both (`Line.alternatives`).
"""
