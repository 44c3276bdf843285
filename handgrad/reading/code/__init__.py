"""A program as students write it: statements and expressions read, never run.

The text passes through these folders, each place in it kept for errors; a folder uses only
those named before it:

- `syntax`: an answer to logical lines, `nodes` for what Python's grammar makes of an
  expression, statements and their blocks
- `dialects`: Octave, R and Julia, each statement as Python would write it
- `values`: what a name of a program can stand for; NumPy's arrays as trees, with NumPy's
  own shapes
- `arrays`: NumPy's functions, and those of Octave, on such arrays; the parts that `a[...]`
  picks
- `program`: names, loops, calls and objects; `for_loops` reads a loop over samples as a sum,
  `unrolled` any other, round by round, where the sizes of the page are numbers
  (`grading/round_by_round.py` tries two sets of them)
- `answers`: a program to the lines of an answer: `frame` its functions, returns and unpacked
  tuples, and around it what programs do beside the gradient

A page's vector is a 1-D array here or a column, whichever fits the whole of the code; where
both fit, the line keeps both (`Line.alternatives`).
"""
