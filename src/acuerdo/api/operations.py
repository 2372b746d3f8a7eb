"""Doing what a call asks once, however often it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from acuerdo.api.models import KeptAnswer

# Longer than any retry we know of; a key is free again afterwards.
KEPT_FOR = timedelta(days=7)


class KeyReused(Exception):
    """The idempotency key came before, with another call."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The body of an answer, and whether it is that of an earlier call."""

    body: dict[str, Any]
    is_repeat: bool


def answer_once(*, token_id: int, key: str, digest: str, act: Callable[[], dict[str, Any]], now: datetime) -> Answered:
    """Do `act` and keep its answer, in one transaction; the same call again gets the kept answer and does nothing.

    A second call that comes meanwhile waits for the first. Where `act` raises, the key is free again. `digest` is that
    of the whole call; raises KeyReused for another one under the same key.
    """
    with transaction.atomic():
        KeptAnswer.objects.filter(at__lt=now - KEPT_FOR).delete()
        kept, is_new = KeptAnswer.objects.get_or_create(
            token_id=token_id, key=key, defaults={"digest": digest, "at": now}
        )
        if kept.digest != digest:
            raise KeyReused(key)
        if is_new:
            kept.body = act()
            kept.save(update_fields=["body"])
    return Answered(kept.body or {}, not is_new)
