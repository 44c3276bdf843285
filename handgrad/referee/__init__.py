"""Is this the derivative? Of a page, of a function: finite differences with enough digits."""
