"""What would happen: synthetic debtors, their behaviour, and forecasts of a strategy with the same interpreter and gate."""
