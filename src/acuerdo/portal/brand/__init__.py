"""The creditor's colour on the debtor's pages, made safe to read."""
