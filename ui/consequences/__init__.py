"""The parts of the page "Gevolgen"."""
