"""Parts of the page "Vergelijken" for many scenarios."""
