"""Gradient descent, walked and compiled, and the two lessons."""
