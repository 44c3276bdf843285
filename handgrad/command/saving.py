"""A file that a command writes: as a whole or not at all, over another only where asked."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from handgrad.errors import HandgradError
from handgrad.visible import one_line


def require_new(name: str, *, force: bool) -> None:
    """Raises HandgradError where the file is there and may not be replaced."""
    path = Path(name)
    if path.is_dir():
        raise HandgradError(f"{one_line(name)} is a folder")
    if not path.parent.is_dir():
        raise HandgradError(
            f"{one_line(name)}: there is no folder {one_line(str(path.parent))}"
        )
    if os.path.lexists(path) and not force:
        raise HandgradError(f"{one_line(name)} is there already; --force replaces it")


def save(name: str, content: bytes, *, force: bool) -> None:
    """Write the file beside its place and move it there; raises HandgradError."""
    require_new(name, force=force)
    path = Path(name)
    try:
        number, beside = tempfile.mkstemp(dir=path.parent, prefix=".handgrad-")
        try:
            with open(number, "wb") as file:
                file.write(content)
            os.chmod(beside, 0o666 & ~_mask())
            os.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise
    except OSError as error:
        raise HandgradError(f"{one_line(name)}: {error.strerror or error}") from None


def _mask() -> int:
    """The permissions that new files of this process do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
