"""What happened, in figures. Keeps small daily rollups as the events come; reads everything, changes nothing else.

Our words: a **measure** is what is counted (contacts, payments …), its **split** the channel, method or reason, its
**day** the creditor's local day. Neighbours: everybody below us; only the console reads us.
"""
