"""Facts that cases lend to rules and tokens, and how their columns are read.

`case` the case itself, `behaviour` what people do about contact, `suiting` what suits them, `risk` the scorecard;
`reactions` reads the messages once for all of them.
"""

from acuerdo.cases.facts import behaviour, case, reactions, risk, suiting

__all__ = ["behaviour", "case", "reactions", "risk", "suiting"]
