"""Checked rows into the tables, block by block, all in one transaction; see docs/handbook/imports.md."""
