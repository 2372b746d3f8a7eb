"""Which cases: a segment is a named rule over facts, counted and listed in SQL, judged on frames in Polars."""
