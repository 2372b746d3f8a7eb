"""Providers call us here. Each view checks nothing itself: operations verify the signature first."""
