"""What Sentinel does not bring itself: one POS system and one kind of leak."""
