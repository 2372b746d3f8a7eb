"""Text to typed columns: amounts, dates, phones, e-mails, IBAN, national ids, places, choices.

Every function takes a column of trimmed text in which null means "not given" and answers null where the text is no
such value. So a cell is wrong exactly where text is there and a value is not; nobody needs a second answer.
"""
