"""Warnings that point to the line of the user, however deep below it they were raised."""

import os
import sys
import warnings
from pathlib import Path

OURS = str(Path(__file__).resolve().parents[1]) + os.sep


def warn(text: str) -> None:
    """Warn of something, at the nearest line of code that is not of this package."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(OURS):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, stacklevel=level)
