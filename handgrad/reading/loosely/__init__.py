"""Other texts that a text may stand for, each believed only where it is right.

A reader guesses what a slip or a habit of writing means, and looks whether that makes sense.
So do these: a formula that agrees with a gradient to sixty digits is the gradient.
"""
