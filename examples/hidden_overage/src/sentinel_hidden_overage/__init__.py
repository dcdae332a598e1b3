"""A twelfth kind of leak: stock that is there and that the books do not know."""
