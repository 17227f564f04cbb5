"""What an arrangement means for those who work with it: relations, boards, traffic, transition, gemeenten."""
