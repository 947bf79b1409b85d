"""``sim presets`` and ``sim cite``."""

import argparse
import inspect

from sim import presets as known
from sim.cli.source import scenario_of
from sim.model.words import amount
from sim.presets import strategies


def presets(arguments: argparse.Namespace) -> int:
    """Print the presets with their arguments, the registered trials and the arms."""
    from sim.trials import registry

    print("Presets: sim compare NAME, or sim.presets.NAME(...)\n")
    for name, function in known.PRESETS.items():
        print(f"  {name}\n      {known.describe(name)}")
        words = inspect.signature(function).parameters.values()
        print(f"      arguments: {', '.join(f'{w.name}={amount(w.default)}' for w in words)}\n")
    print("Registered trials: sim trial NUMBER\n")
    for number in registry.names():
        print(f"  {number:<20}{registry.title(number).partition(': ')[2]}")
    print("\nArms: sim compare NAME --arms A,B\n")
    for name, strategy in strategies.STRATEGIES.items():
        print(f"  {name:<20}{strategy.words}")
    return 0


def cite(arguments: argparse.Namespace) -> int:
    """Print where the numbers of a tumour come from."""
    known.cite(scenario_of(arguments.what).tumour)
    return 0
