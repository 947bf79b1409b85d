"""The mean-field engine between two visits: expected rates as differential equations."""
