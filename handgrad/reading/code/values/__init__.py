"""What the names of a program stand for: arrays as trees, lists, texts."""
