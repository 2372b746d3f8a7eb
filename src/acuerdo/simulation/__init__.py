"""What would happen: synthetic debtors, their behaviour, and forecasts with the interpreter and gate of production."""
