"""Words that say along which axis sums and means go: "the mean over the features"."""

from handgrad.regex import regex

_ONE = r"(?:row|column|feature|sample|token)"
_ALONG = rf"{_ONE}s?|examples?|batch|ax[ie]s|channels?|dimensions?|classes"
_SAID = regex(
    rf"(?i)\b(?:means?|sums?|averages?|summed|summing|averaged|averaging|adds?|added)\b"
    rf"[^.=\n]{{0,40}}\b(?:{_ALONG})\b|\b{_ONE}[- ]?wise\b|\bper[- ]{_ONE}\b"
)


def is_axis_said(text: str) -> bool:
    """Whether words of a text may say along which axis its sums go.

    >>> is_axis_said("dx = g - mean(g), the mean over the features"), is_axis_said("mean(g)")
    (True, False)
    """
    return bool(_SAID.search(text))
