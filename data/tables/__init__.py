"""Small reference tables that the project states itself, each with its source."""
