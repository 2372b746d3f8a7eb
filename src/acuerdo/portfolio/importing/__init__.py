"""From a creditor's files to rows that can be trusted: read, guess, map, check, and say what is wrong.

Everything here but `running` and `loading` is pure: bytes and frames in, frames out, no database and no clock.
`payments.importing` stands on the same reading, mapping and values. See docs/handbook/imports.md.
"""
