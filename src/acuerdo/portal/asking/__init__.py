"""What people ask of us: a date of their own, a rest, a person, an answer to a dispute."""
