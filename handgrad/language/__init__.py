"""The language people write formulas in: from text to trees, shapes, values and text again."""
