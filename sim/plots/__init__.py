"""Results in, Axes out. Nothing here simulates, shows a window, or changes anybody's settings."""

from typing import Any

from sim.base.errors import no_attribute
from sim.plots.burden import burden
from sim.plots.burden_grid import burden_grid
from sim.plots.checking import visual_check
from sim.plots.clones import clones
from sim.plots.compared import forest
from sim.plots.competing import cumulative_incidence
from sim.plots.compose import compose
from sim.plots.concentration import concentration
from sim.plots.dose_map import dose_map
from sim.plots.event_view import EventView
from sim.plots.fan import fan
from sim.plots.files import save
from sim.plots.film import animate, reveal
from sim.plots.fitted import fitted
from sim.plots.frontier import frontier
from sim.plots.graph import clone_tree, landscape
from sim.plots.interaction import interaction, isobologram
from sim.plots.legends import shared_legend
from sim.plots.muller import muller
from sim.plots.paired import paired
from sim.plots.pairs import pairs
from sim.plots.parallel import parallel
from sim.plots.phase import phase
from sim.plots.profiles import profiles
from sim.plots.response import dose_response
from sim.plots.seen import seen
from sim.plots.sensitivity import sensitivity
from sim.plots.sites import lattice
from sim.plots.sites_film import lattice_film
from sim.plots.slide import slide
from sim.plots.spider import spider
from sim.plots.styles import looks, style
from sim.plots.survival import kaplan_meier
from sim.plots.swimmer import swimmer
from sim.plots.told import describe
from sim.plots.tornado import tornado
from sim.plots.tradeoff import tradeoff
from sim.plots.view import Marks, View
from sim.plots.waterfall import waterfall
from sim.plots.winners import winners

__all__ = [
    "EventView",
    "Marks",
    "View",
    "animate",
    "burden",
    "burden_grid",
    "clone_tree",
    "clones",
    "compose",
    "concentration",
    "cumulative_incidence",
    "describe",
    "dose_map",
    "dose_response",
    "fan",
    "fitted",
    "forest",
    "frontier",
    "interaction",
    "isobologram",
    "kaplan_meier",
    "landscape",
    "lattice",
    "lattice_film",
    "looks",
    "muller",
    "paired",
    "pairs",
    "parallel",
    "phase",
    "profiles",
    "reveal",
    "save",
    "seen",
    "sensitivity",
    "shared_legend",
    "slide",
    "spider",
    "style",
    "swimmer",
    "tornado",
    "tradeoff",
    "visual_check",
    "waterfall",
    "winners",
]


def __getattr__(name: str) -> Any:
    raise no_attribute("sim.plots", name, __all__)
