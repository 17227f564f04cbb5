"""Geometry, adjacency and distance: knows maps, not education."""
