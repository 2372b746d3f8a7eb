"""The page that a message leads to, written by whoever designs strategies."""
