"""Tumours whose cells are in each other's way: rates along the path that is foreseen."""
