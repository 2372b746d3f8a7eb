"""Promises of speed, one module each, measured beside their raw limit in the same run (`acuerdo bench`).

A module defines `SIZES = {"default": …, "quick": …}` or takes its default from the signature, and
`run(*, size: int) -> dict | list[dict]` with at least `name, ours, unit, limit, limit_name, ratio`. It gets an empty,
migrated database with durable settings on Django's default connection and in `DATABASE_URL` for its child processes.
"""
