"""One clone over one step: the law of the linear birth-death process, as a few numbers."""
