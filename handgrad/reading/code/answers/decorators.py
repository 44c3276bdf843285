"""What stands above functions and may change what they give: `@half`."""

from handgrad.regex import regex

_DECORATED = regex(
    r"(?m)^[ \t]*@(?P<name>[A-Za-z_][\w.]*)[^\n]*\n(?:[ \t]*@[^\n]*\n)*[ \t]*(?:async )?def\b"
)
# What compiles, caches, checks or places a function, by its name.
_SAME = regex(
    r"(?i)(?:\w*(?:static|class)_?method|\w*property|n?jit\w*|script\w*|function|compile|vectorize"
    r"|guvectorize|\w*cache\w*|no_grad|enable_grad|inference_mode|override|overload|final|wraps"
    r"|abstract\w*|profile|timer?|timeit|\w*typ(?:e|ed|ing|echeck\w*)|beartype|custom_\w+|def\w+"
    r"|once_differentiable|compact|register\w*|partial|setter|getter|implements?|checkpoint|remat"
    r"|fixture|parametrize|primitive|log\w*|staticfunction|export|public|autojit|cuda|numba|route"
    r"|get|post|command|task|test\w*|skip\w*)"
)


def unknown_decorator(text: str) -> str:
    """The first decorator of which nothing says that it leaves a function as it is.

    >>> unknown_decorator("@half\\ndef grad(w):\\n    return 2*w")
    'half'
    >>> unknown_decorator("@torch.no_grad()\\n@jit\\ndef grad(w):\\n    return 2*w")
    ''
    """
    for match in _DECORATED.finditer(text):
        if not _SAME.fullmatch(match["name"].rpartition(".")[2]):
            return match["name"]
    return ""
