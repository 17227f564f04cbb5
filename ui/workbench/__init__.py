"""The workbench: drawing on a map or in a list, and seeing at once what it does."""
