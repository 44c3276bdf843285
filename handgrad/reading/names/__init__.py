"""Raw pieces to pieces with a meaning: what each word names."""
