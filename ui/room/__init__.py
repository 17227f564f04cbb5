"""Before a room: prepared steps, minutes, corrections."""
