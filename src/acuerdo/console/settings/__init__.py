"""Settings: creditors, people, and the rules of contact that bind us."""
