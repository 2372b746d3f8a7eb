"""Which column of a creditor's file is which of our fields: a YAML document, its first guess, and its faults."""
