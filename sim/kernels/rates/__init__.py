"""Rates at a moment and over an interval: drugs in the body, in the cell, and what they do."""
