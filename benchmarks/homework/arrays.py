"""All models in NumPy; ImportError without it."""

from itertools import chain

from benchmarks.homework import layers, regressions, sequences

HOMEWORK = tuple(chain(regressions.HOMEWORK, layers.HOMEWORK, sequences.HOMEWORK))
