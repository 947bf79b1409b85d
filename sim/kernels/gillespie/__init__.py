"""The Gillespie engine between two visits: event by event."""
