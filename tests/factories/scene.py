"""A small believable portfolio with a month behind it, for screens and pictures. Fixed, no chance in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from acuerdo.cases.models import Case
from acuerdo.insights.operations import rebuild
from acuerdo.portfolio.models import Creditor, Debt, LedgerEntry
from tests.factories import money, portfolio, work
from tests.factories.portfolio import LUMEN, ROBLE

NAMES = (
    "Carla Núñez Prieto", "Luis Gil Romero", "Marta Soler Vidal", "Javier Ortega Sanz", "Nerea Etxeberria Lasa",
    "Ibrahim Bensaid", "Lucía Ferrer Mas", "Pau Casals Roig", "Elena Navarro Cruz", "Tomás Herrero Gil",
    "Amaia Zubiri Goñi", "Rosa Méndez Pardo",
)  # fmt: skip
BALANCES = (124_050, 24_000, 8_915, 301_200, 45_075, 66_000, 19_990, 152_340, 7_450, 88_800, 230_000, 12_125)


def month(*, now: datetime, cases: int = len(NAMES)) -> list[Case]:
    """Two creditors, one case a name, thirty days of messages, payments and promises before `now`."""
    roble = portfolio.creditor(ROBLE)
    lumen = portfolio.creditor(LUMEN)
    made = [_case(index, roble if index % 3 else lumen, now) for index in range(cases)]
    carla = made[0]
    _story(carla, now)
    work.hold(made[1], "dispute_opened", placed_at=now - timedelta(days=4), note="Dice que ya lo pagó en la tienda.")
    made[1].casefacts_row.on_hold = made[1].casefacts_row.is_disputed = True  # type: ignore[attr-defined]
    made[1].casefacts_row.save()  # type: ignore[attr-defined]
    work.hold(made[2], "vulnerability_declared", placed_at=now - timedelta(days=9), until=now + timedelta(days=5))
    work.task(
        made[3], "Llamar sobre el plan de pagos", due_at=now - timedelta(hours=3), created_at=now - timedelta(days=1)
    )
    work.message(made[4], "email", status="uncertain", sent_at=None, at=now - timedelta(hours=2), error="no answer")
    rebuild()
    return made


def _case(index: int, of: Creditor, now: datetime) -> Case:
    cents, past_due = BALANCES[index], 8 + index * 17
    person = portfolio.debtor(NAMES[index], at=of)
    portfolio.contact_point(person, "email", f"persona{index}@example.es")
    portfolio.contact_point(person, "phone", f"+3460000{index:04d}")
    opened = now - timedelta(days=60)
    owed = portfolio.debt(person, of, cents, booked_at=opened, due_date=(now - timedelta(days=past_due)).date())
    stage = "early" if past_due <= 60 else "late" if past_due <= 180 else "pre_court"
    case = portfolio.case(person, of, opened_at=opened, stage=stage)
    case.casefacts_row = portfolio.facts(  # type: ignore[attr-defined]
        case, balance_cents=cents, oldest_due_date=owed.due_date, product=owed.product, debt_reference=owed.reference,
        last_sent_date=(now - timedelta(days=index % 5)).date(), messages_sent=6, open_tasks=int(index == 3),
        is_vulnerable=index == 2, on_hold=index == 2,
        open_promise_date=now.date() + timedelta(days=3) if index == 5 else None,
    )  # fmt: skip
    for back in range(index % 4, 30, 3):
        at = now - timedelta(days=back, hours=index % 7)
        sent = work.message(case, "sms" if (back + index) % 3 else "email", at=at)
        if back % 2:
            work.message_event(sent, "delivered", at=at + timedelta(minutes=1))
    for back in range(index, 30, 11):
        _paid(case, owed, 900 + 70 * index, now - timedelta(days=back, hours=5))
    if index % 3 == 2:
        money.promise(case, cents // 2, made_at=now - timedelta(days=index), due_date=now.date() + timedelta(days=3))
    return case


def _paid(case: Case, owed: Debt, cents: int, at: datetime) -> None:
    paid = money.payment(case, cents, at=at)
    LedgerEntry.objects.create(
        debt=owed, debtor_id=case.debtor_id, kind="payment", component="principal", amount_cents=-cents,
        booked_at=at, value_date=at.date(), payment_id=paid.pk,
    )  # fmt: skip


def _story(case: Case, now: datetime) -> None:
    mail = work.message(
        case, "email", at=now - timedelta(days=6), subject="Su cuota de marzo", address="carla@example.es"
    )
    for minutes, kind in ((1, "delivered"), (95, "opened"), (96, "clicked")):
        work.message_event(mail, kind, at=mail.queued_at + timedelta(minutes=minutes))
    work.message(case, "sms", direction="in", status="received", body="Cobro el viernes, puedo pagar la mitad",
                 at=now - timedelta(days=5), sent_at=None)  # fmt: skip
    work.note(case, "Cobra a finales de mes. Prefiere SMS por la tarde.", at=now - timedelta(days=5))
    work.message(case, "sms", at=now + timedelta(hours=2), status="queued", sent_at=None)
