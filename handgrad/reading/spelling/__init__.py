"""A formula in any notation to raw pieces: numbers, words and signs."""
