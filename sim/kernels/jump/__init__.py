"""The jump engine between two visits."""
