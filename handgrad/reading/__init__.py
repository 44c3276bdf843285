"""Every notation that people write formulas in: LaTeX, Unicode, NumPy and plain text.

A text passes through these folders, each place in it kept for errors; a stage uses only those
named with it or after it below:

- `documents`: files as people save them, to the text of an answer
- the files here, statements: `left_sides` turns sides round, `equations` reads the left side of
  an equation and the names it introduces, `members` its right sides with their other readings,
  `answer` one after the other;
  `own_meanings` are the functions that a writer says, `manual` is the table of spellings
- `loosely`: other texts that a text may stand for, each believed only where it is right
- `run`: a program's statements, run on arrays of numbers as NumPy has them: `ndarray` and
  `picking` are memory and views, `machine` the expressions, `control` the statements
- `code`: a program in Python or Octave, to the lines of an answer
- `grammar`: `reader` is a place in the pieces; `indices`, `differentials`, `atoms`, `products`,
  `sums`, `call_trees` and `calls` read one family of constructs each, `grammar` all of them
- `text`: `lines` cuts an answer into equations; `text_layout` blanks what only arranges them,
  `continued` joins those that go on, `prose` and `sentences` (with the words of `english`) find
  what stands around them, `asides` what is said of something else; `layers` says a line for
  each layer, `matrix_languages` reads Octave, R and Julia; `line` is an equation read
- `names`: `vocabulary` has every name in use, `entries` the indices, layers and differentials
  that make one word of it, `preparing` and `words` what each word means, longest match first
- `spelling`: `characters` makes ASCII and LaTeX of Unicode (`x²` is `x^{2}`), `lexing`
  finds the numbers, words, signs and the commands that need reading

Where a text can be read in two ways, this is the one taken, and the line warns; an answer
that is right only in the other way is neither right nor wrong (`Line.alternatives`):

- `1/2x` is (1/2)*x, `a/bc` is (a/b)*c: products and quotients go from left to right
- `sin x^2` is sin(x^2), `log x y` is log(x)*y: without brackets, the next factor
- `e^wx` is exp(w*x): a word is one exponent; `e^` is Euler's number where e is no name
- `log` is the natural logarithm
- `sum_i a*b + c` is (sum_i a*b) + c: a sum reaches to the end of its product, or to the last
  term that needs its index
- arrays side by side are a matrix product, which binds before `⊙`; two of one shape are
  multiplied entry by entry; `·` between two vectors is their inner product, entry by entry
  where the shapes of a line say so of its dots and of no other line the contrary
- subscripts count from 1 (`x_1`, a row `X_i`), brackets of code from 0 (`x[0]`)
- `|a|` of an array is its norm on a page with norms, else entry by entry; a gradient without an
  order has the page's; `ŷ`, `h` or `f` that a page lacks is its prediction
- `x²` is a power, a bracketed superscript an index: `x⁽ⁱ⁾` a sample, `W^{[1]}` the name W1
- `dw` alone is dL/dw; `X'` is a transpose, `σ'(z)` a derivative, `L'` the gradient
- a value of the page before a bracket that holds what it depends on is that value: `h(x)`; a
  number in brackets at the end of a line is the number of the equation
- `f'(z)` is the derivative of the one function that the page puts z into; `σ²` is a variance
  of the page where no name is σ; `grad` and `dout` are the only derivatives they can mean
- prose is what is not a formula, in any script; words that may change a formula stay in it,
  where they are an error
- a last case without `otherwise` is everything else; `≈` and `+=` are read as `=`
"""
