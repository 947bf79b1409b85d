"""Results in, Axes out. Nothing here simulates, shows a window, or changes anybody's settings."""

from sim.plots.burden import burden
from sim.plots.clones import clones
from sim.plots.files import save
from sim.plots.styles import looks, style

__all__ = ["burden", "clones", "looks", "save", "style"]
