"""Payments from a creditor's file, read and mapped as the portfolio reads its own files."""
