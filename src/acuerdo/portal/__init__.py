"""Where debtors help themselves: pay, promise, dispute, ask for help, set preferences, see why they were contacted."""
