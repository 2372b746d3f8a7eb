"""The case workbench: the list, and everything about one case."""
