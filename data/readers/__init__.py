"""Readers: a module per publisher; each turns one file into a checked table with findings and a source."""
