"""The statements of a program, its names, loops, calls and objects."""
