"""Any mail server that speaks SMTP: pipelined, connections kept, at most once."""
