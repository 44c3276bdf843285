"""Pages as straight-line Python."""
