"""Bytes to a table: delimited text and workbooks."""
