"""Under which packs a contact was judged: the versions stored with its verdict, not what the files say today."""

from __future__ import annotations

import json
from functools import lru_cache

from django.db import connection

from acuerdo.compliance.replay.pack_files import PlainPack, plain_pack

# A verdict names its packs by digest, in their order.
_JUDGED_UNDER = """
    SELECT v.id, string_agg(named.pack ->> 'id', ',' ORDER BY place), array_agg(stored.document ORDER BY place)
    FROM compliance_verdict v
    CROSS JOIN jsonb_array_elements(v.document -> 'packs') WITH ORDINALITY AS named(pack, place)
    LEFT JOIN compliance_packversion stored ON stored.digest = named.pack ->> 'digest'
    GROUP BY v.id
"""


class NotKnown(LookupError):
    """Nobody can tell under which rules a contact was judged."""


class JudgedUnder:
    """The packs behind each verdict, in the versions of its day."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_JUDGED_UNDER)
            self._stored: dict[int, tuple[str, list[str | None]]] = {key: told for key, *told in cursor.fetchall()}

    def packs(self, *, verdict_id: int | None, names: str) -> tuple[PlainPack, ...]:
        """The packs of a verdict; today's of these names for a contact that came without one. Raises NotKnown."""
        if verdict_id is None:
            return _todays(names)
        judged, texts = self._stored.get(verdict_id, ("", [None]))
        if judged != names:
            raise NotKnown(f"judged under {judged or 'no pack'}, the ledger says {names or 'none'}")
        return tuple(_stored_pack(text, judged) for text in texts)


@lru_cache(maxsize=256)
def _todays(names: str) -> tuple[PlainPack, ...]:
    if not names:
        raise NotKnown("made under no pack")
    return tuple(plain_pack(name) for name in names.split(","))


@lru_cache(maxsize=64)
def _stored_pack(text: str | None, judged: str) -> PlainPack:
    """A pack as it was stored: the rules of what it extends are in it."""
    if text is None:
        raise NotKnown(f"judged under {judged}, in a version that is not stored")
    pack: PlainPack = json.loads(text)
    return pack
