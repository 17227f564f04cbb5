"""What a user makes and compares: indelingen, scenarios, norms, comparisons."""
