"""Octave, MATLAB, R and Julia: each statement as Python would write it."""
