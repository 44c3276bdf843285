"""Pieces with a meaning to a tree."""
