"""A search for the tumours on which the jump engine is furthest from the truth."""
