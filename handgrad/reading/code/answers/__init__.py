"""A program to the lines of an answer, and what programs do beside the gradient."""
