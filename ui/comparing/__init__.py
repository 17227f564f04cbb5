"""The page "Vergelijken" in parts: overview, table, trade-off, and whether the order holds."""
