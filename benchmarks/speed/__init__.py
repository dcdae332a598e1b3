"""Speed: Sentinel's whole analysis against what Polars and DuckDB need merely to read the file."""
