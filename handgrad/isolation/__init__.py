"""A stranger's program in a process of its own: limits, what it may touch, what comes back."""
