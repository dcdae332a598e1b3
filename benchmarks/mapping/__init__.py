"""How well the columns of an export of no known system are found."""
