"""A store whose reorder points are planned by the system, and counted by value class."""
