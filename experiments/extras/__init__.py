"""Each extra in an environment of its own, doing what it is for."""
