"""Into the outbox and out of it: rates, what dead workers leave, what cannot be written."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from django.db import connection

from acuerdo.channels.models import Handover, Message, ProviderRate
from acuerdo.channels.operations import claim, give_back, recover_orphans, set_rate
from acuerdo.compliance.models import Contact
from acuerdo.portfolio.models import ContactPoint, Creditor
from tests.channels.outbox import WORKER, Road, carla, drain, nothing_is_wrong, owes, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_the_rate_of_a_provider_limits_what_is_claimed() -> None:
    case = carla()
    write([case])
    Message.objects.filter().update(contact_id=None)
    template = Message.objects.get()
    for _ in range(4):
        template.pk = None
        template.save()
    set_rate(provider="sandbox", per_second=2.0, now=NOW)

    first = claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW)
    none = claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW)
    later = claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW + timedelta(seconds=1))

    assert (len(first.messages), len(none.messages), len(later.messages)) == (2, 0, 2)
    assert none.look_again_at == NOW + timedelta(seconds=0.5)
    assert ProviderRate.objects.get().tokens == 0


def test_claim_says_when_the_next_message_is_due() -> None:
    write([carla()])
    Message.objects.update(not_before=NOW + timedelta(hours=2))

    found = claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW)

    assert (found.messages, found.look_again_at) == ([], NOW + timedelta(hours=2))


def test_what_a_dead_worker_handed_over_is_uncertain_and_the_rest_waits_again() -> None:
    case = carla()
    other = owes(Creditor.objects.get(), "Eva Soto", email="eva@example.es", phone="+34600111333")
    write([case, other])
    handed, kept = Message.objects.order_by("pk")
    claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW)
    Handover.objects.create(worker_id=WORKER, message_ids=[handed.pk], at=NOW)

    recovered = recover_orphans(now=NOW)

    assert (recovered.uncertain, recovered.requeued) == ((handed.pk,), (kept.pk,))
    assert dict(Message.objects.values_list("pk", "status")) == {handed.pk: "uncertain", kept.pk: "queued"}
    assert Contact.objects.get(pk=handed.contact_id).status == "uncertain"
    assert Handover.objects.count() == 0
    nothing_is_wrong()


def test_a_living_worker_keeps_what_it_holds() -> None:
    write([carla()])
    claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x61637577, WORKER])

    assert recover_orphans(now=NOW).requeued == ()
    assert give_back(worker_id=WORKER, except_ids=[]) == 1


def test_a_contact_without_address_or_value_is_kept_as_failed_and_releases_its_slot() -> None:
    case = carla()
    ContactPoint.objects.filter(kind="email").delete()

    written = write([case], channel="email")

    assert written["fault"].to_list() == ["no active contact point for this channel"]
    assert Message.objects.get().status == "failed"
    assert Contact.objects.get().status == "released"
    assert drain(Road()) is None


def test_writing_no_contacts_writes_nothing() -> None:
    assert write_none().height == 0
    assert Message.objects.count() == 0


def write_none() -> pl.DataFrame:
    from acuerdo.cases.operations import write_messages

    return write_messages(pl.DataFrame(), now=NOW)


def test_orphans_that_never_left_only_wait_again() -> None:
    write([carla()])
    claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW)

    recovered = recover_orphans(now=NOW)

    assert (len(recovered.requeued), recovered.uncertain) == (1, ())
