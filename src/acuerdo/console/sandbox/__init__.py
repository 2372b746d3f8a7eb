"""The sandbox: what debtors received on their phone and in their inbox, where one can open, click and answer."""
