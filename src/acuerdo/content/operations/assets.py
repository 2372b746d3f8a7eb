"""Images for e-mails and pages: uploaded once, kept by what is in them, never changed."""

from datetime import datetime

from django.db import transaction

from acuerdo.content.models import Asset
from acuerdo.content.rules.pictures import read_picture
from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor, Entry


def add_asset(*, content: bytes, title: str, actor: Actor, now: datetime, creditor_id: int | None = None) -> Asset:
    """Keep an image; the same one twice is one. Raises NotAPicture with what is wrong with it.

    Whoever has its address can see it, as mail programs must; put nothing personal in it.
    """
    picture = read_picture(content)
    with transaction.atomic():
        asset, is_new = Asset.objects.get_or_create(
            name=picture.name,
            creditor_id=creditor_id,
            defaults={
                "title": title[:120],
                "media_type": picture.media_type,
                "width": picture.width,
                "height": picture.height,
                "size": len(content),
                "content": content,
                "added_at": now,
                "added_by": actor.name,
            },
        )
        if is_new:
            entry = Entry(
                action="content.asset.added",
                obj_type="content.Asset",
                obj_id=asset.pk,
                actor=actor,
                creditor_id=creditor_id,
                after={"name": asset.name, "size": asset.size},
            )
            audit.record(entry, at=now)
    return asset
