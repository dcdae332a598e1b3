"""How fast each layout of each POS is read, beside Polars reading the same file as text."""
