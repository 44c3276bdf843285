"""The file that `train --plot` writes."""

import os
from collections.abc import Mapping
from typing import Any

from handgrad.command.saving import require_new, save
from handgrad.errors import HandgradError
from handgrad.visible import one_line

# More points are not told apart in a plot.
MOST_POINTS = 400


class PlotFile:
    """What is drawn, epoch by epoch; raises HandgradError where it could not be written.

    Of many epochs it keeps every second, every third, and so on.
    """

    def __init__(self, name: str, epochs: int, *, force: bool) -> None:
        self.name, self.force, self.epochs = name, force, epochs
        self.every = max(1, epochs // MOST_POINTS)
        self.losses: dict[int, Any] = {}
        self.parameters: dict[int, Mapping[str, Any]] = {}
        self.kind = os.path.splitext(name)[1].lower()
        if self.kind not in (".svg", ".png"):
            raise HandgradError(f"--plot writes FILE.svg or FILE.png, not {one_line(name)}")
        if not epochs:
            raise HandgradError("--plot needs an epoch to show: --epochs 1 or more")
        if self.kind == ".png":
            from handgrad.teaching.line_plot import require_matplotlib

            require_matplotlib()
        require_new(name, force=force)

    def add(self, epoch: int, loss: Any, parameters: Mapping[str, Any]) -> None:
        """An epoch, counted from 0; before it, -1, there are only parameters."""
        if epoch % self.every and epoch not in (-1, self.epochs - 1):
            return
        self.parameters[epoch + 1] = parameters
        if epoch >= 0:
            self.losses[epoch] = loss

    def save(self, title: str) -> None:
        from handgrad.teaching.line_plot import png_plot, svg_plot
        from handgrad.teaching.training_plot import training_panels

        panels = training_panels(self.losses, self.parameters, title)
        content = svg_plot(panels).encode() if self.kind == ".svg" else png_plot(panels)
        save(self.name, content, force=self.force)
