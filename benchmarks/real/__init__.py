"""Implementations by others, wrapped so that they can be judged."""
