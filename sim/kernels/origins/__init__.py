"""Where cells came from, followed beside the engine."""
