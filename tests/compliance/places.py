"""Where the people of our questions live. 2026: 19 Nov is a Thursday, 21 Nov a Saturday, 22 Nov a Sunday."""

from __future__ import annotations

MADRID = {"zones": ["Europe/Madrid"], "region": "MD", "channel": "sms"}
BOGOTA = {"zones": ["America/Bogota"], "channel": "sms", "consents": ["sms", "whatsapp", "voice_human"]}
SANTIAGO = {"zones": ["America/Santiago"], "region": "RM", "channel": "voice_human"}
LIMA = {"zones": ["America/Lima"], "channel": "voice_human"}
NEW_YORK = {"zones": ["America/New_York"], "region": "NY", "channel": "voice_human", "debt": 1}
