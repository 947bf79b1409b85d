"""Effector and suppressor cells, and the killing they amount to."""
