"""The ground floor: units, checks, errors, random streams, citations. Imports nothing above it."""
