"""Compiled code: arrays in, arrays out. Knows no names, no units, no descriptions."""
