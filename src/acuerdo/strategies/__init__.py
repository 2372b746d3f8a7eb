"""Strategies decide what happens next to each case: graphs of steps, their versions, and who stands where.

A *version* is an immutable graph of *nodes*; an *enrolment* is a case at a node of a version. The interpreter in
`rules` moves whole frames of enrolments and knows no database; `operations` gives it frames and carries out what it
decided in one transaction. Node kinds live in `nodes`, one file each. This is the only conductor: segments say who
qualifies, compliance says whether a contact is allowed, channels carry it, cases hold the work.
"""
