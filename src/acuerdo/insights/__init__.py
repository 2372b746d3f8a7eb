"""What happened: rollups and reports. Reads everything, changes nothing but its own rollups.
"""
