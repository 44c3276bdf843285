"""The words that a page has below names for its layers: the `out` of W_out, the `h` of A_h."""

from handgrad.reading.names.vocabulary import Vocabulary


def layer_words(page: Vocabulary) -> frozenset[str]:
    """Words below names that are none themselves; of single letters only those of sizes.

    A letter that is no size may be an index.

    >>> shapes = {"W_out": (2, 3), "A_h": (2, 1), "h": (1, 1)}
    >>> sorted(layer_words(Vocabulary(shapes, sizes=("h",))))
    ['h', 'out']
    """
    parted = (name.partition("_") for name in page.shapes if "/" not in name)
    below = {word for base, _, word in parted if word.isalpha() and base not in page.shapes}
    values = page.shapes.keys() - {*page.sizes}
    return frozenset(w for w in below - values if len(w) > 1 or w in page.sizes)
