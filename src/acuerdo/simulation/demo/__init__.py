"""The demo: three fictitious creditors in Spain, their debtors, and ninety days of true history.

Nothing is written into tables by hand: files are imported, strategies published, and the real engine and gate run
under a moved clock while simulated debtors answer through the same operations as real ones.
"""
