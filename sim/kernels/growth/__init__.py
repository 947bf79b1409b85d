"""Tumours grown from one cell, before any treatment."""
