"""What NumPy, PyTorch and Octave make of arrays, and the parts of them that brackets pick."""
