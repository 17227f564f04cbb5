"""The parts of the page "Toets"."""
