"""Printable sheets: what stands on them as a value, and how it is drawn."""
