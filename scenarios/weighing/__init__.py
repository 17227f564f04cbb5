"""Weighing many scenarios: best and worst, trade-offs, and whether a ranking holds."""
