"""Drawing an indeling: what may be changed, what it says of itself, and what was done."""
