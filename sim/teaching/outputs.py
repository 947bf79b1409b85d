"""What stands in the output of a notebook's cell: widgets, and places whose content is replaced.

A widget lives as long as its kernel: a notebook that is opened again, converted or published has
only "model not found" in its stead. So pictures and texts are no widgets here, but outputs of their
own, replaced when a slider moves; they are saved, and only the sliders stop working.
"""

import base64
import struct
from typing import Any

DENSITY = 2
"""Dots of a picture for each pixel of the screen, in either direction: sharp on good screens."""

Forms = tuple[dict[str, Any], dict[str, Any]]
"""The forms in which something can be shown, by MIME type; and their metadata."""


def picture_forms(png: bytes, text: str) -> Forms:
    """Return a picture at the size at which it was drawn; a text for who cannot see it."""
    width, height = struct.unpack(">II", png[16:24])
    shown = {"width": width // DENSITY, "height": height // DENSITY, "alt": text}
    forms = {"text/plain": text, "image/png": base64.b64encode(png).decode()}
    return forms, {"image/png": shown}


def show_widget(widget: Any, text: str) -> None:
    """Show a widget; where there are none, a text."""
    from IPython.display import display

    forms = widget._repr_mimebundle_()
    display({**forms, "text/plain": text}, raw=True)


class Place:
    """A place in the output of a cell, at first empty."""

    def __init__(self):
        self.forms: Forms = ({"text/plain": ""}, {})
        self._handle: Any = None

    def put(self, forms: Forms) -> None:
        """Put something there, in place of what is there."""
        self.forms = forms
        if self._handle is not None:
            data, metadata = forms
            self._handle.update(data, metadata=metadata, raw=True)

    def show(self) -> None:
        """Begin the place here, in the output of the cell that runs."""
        from IPython.display import display

        data, metadata = self.forms
        self._handle = display(data, metadata=metadata, raw=True, display_id=True)
