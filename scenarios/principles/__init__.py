"""The check against the letter: one row per principle and aim, and where they pull against each other."""
