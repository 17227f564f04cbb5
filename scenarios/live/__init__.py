"""Figures of a draft while it is drawn: fast, and equal to those of a comparison."""
