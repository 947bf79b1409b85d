"""``sim notebooks``: copies of the course."""

import argparse


def notebooks(arguments: argparse.Namespace) -> int:
    """Copy the notebooks and say how to open them."""
    from sim.teaching.copies import copy_notebooks, opening

    written, kept = copy_notebooks(arguments.folder, arguments.repository)
    for path in written:
        print(path)
    if kept:
        print(f"Left alone, because there already: {', '.join(path.name for path in kept)}")
    if arguments.key:
        from sim.teaching.key import write_key

        write_key(arguments.key)
        print(f"Answer key, for the teacher: {arguments.key}")
    print(f"\nOpen them with: {opening(arguments.folder)}")
    return 0
