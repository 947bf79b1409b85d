"""Cells on a lattice between two visits: at most one at a site, divisions where there is room."""
