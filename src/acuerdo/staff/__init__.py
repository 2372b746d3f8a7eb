"""Who works here: users, roles and what each role may do.

Below us: kernel. Which creditors a user may see is the portfolio's word (CreditorAccess).
"""
