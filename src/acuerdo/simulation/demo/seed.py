"""Fill an empty database with the demo: staff, creditors, templates, strategies, segments, files, ninety days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import connection

from acuerdo.content.operations import load_gallery
from acuerdo.kernel import audit
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.portfolio.enums import OnError
from acuerdo.portfolio.operations import create_creditor, grant_access, register_import, run_import
from acuerdo.segments.operations import create_segment
from acuerdo.simulation.crowd import Crowd
from acuerdo.simulation.demo.creditors import CREDITORS
from acuerdo.simulation.demo.files import Delivery, mapping_of, write_deliveries
from acuerdo.simulation.desk import Desk
from acuerdo.simulation.history import History
from acuerdo.staff.enums import Role
from acuerdo.staff.operations import create_member
from acuerdo.strategies.operations import create_strategy, publish_strategy
from acuerdo.strategies.queries.gallery import ready_strategy
from acuerdo.strategies.rules.file_form import read_file

STRATEGIES = Path(__file__).parent / "strategies"
PASSWORD = "acuerdo-demo-2026"  # noqa: S105 - the demo's, printed on the terminal; its data is made up
SEED = 2026
# Of the gallery: campaigns that somebody has begun and not started yet.
DRAFTS = ("broken-promise", "thank-you")


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who can sign in to the demo."""

    email: str
    name: str
    role: Role
    language: str
    creditors: tuple[str, ...]


LOGINS = (
    Login("eva@demo.example", "Eva Admin", Role.ADMIN, "es", ()),
    Login("sol@demo.example", "Sol Estratega", Role.STRATEGIST, "es", ()),
    Login("ana@demo.example", "Ana Agente", Role.AGENT, "es", ("roble", "lumbre")),
    Login("ben@demo.example", "Ben Lead", Role.LEAD, "en", ("roble", "lumbre", "onda")),
    Login("cris@demo.example", "Cris Cumplimiento", Role.COMPLIANCE, "es", ()),
    Login("dan@demo.example", "Dan Newcomer", Role.AGENT, "en", ()),
)
SEGMENTS = (
    ("Retraso reciente", "Entre 1 y 30 días de retraso.", {"all": [
        {"fact": "debt.days_past_due", "op": "between", "value": [1, 30]}]}),
    ("Importe alto sin respuesta", "Más de 500 €, ya contactados y sin abrir ningún enlace.", {"all": [
        {"fact": "debt.balance", "op": ">=", "value": "500.00"},
        {"fact": "engagement.messages_sent", "op": ">=", "value": 1},
        {"fact": "engagement.links_clicked", "op": "=", "value": 0}]}),
    ("Visitó el portal y no pagó", "Entró en los últimos 7 días y sigue debiendo.", {"all": [
        {"fact": "engagement.last_visit", "op": "within_last_days", "value": 7},
        {"fact": "debt.balance", "op": ">", "value": "0"}]}),
    ("Promesas incumplidas", "Quien no cumplió alguna promesa de pago.", {"all": [
        {"fact": "promise.broken", "op": ">=", "value": 1}]}),
    ("Solo correo", "Sin móvil: no se les puede enviar SMS.", {"all": [
        {"fact": "contacts.has_mobile", "op": "=", "value": False},
        {"fact": "contacts.has_email", "op": "=", "value": True}]}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """What has just been done, for whoever watches; `share` of the whole from 0 to 1."""

    words: str
    share: float


def fill(*, now: datetime, days: int, scale: float, folder: Path) -> Iterator[Step]:
    """Fill an empty database, ending at `now`; yields progress. `scale` 1 is about three thousand debtors."""
    first = now.date() - timedelta(days=days)
    start = now - timedelta(days=days, hours=1)
    yield Step("staff, creditors, templates", 0.0)
    creditors = _creditors(start)
    # Passwords are slow to hash, on purpose: meanwhile the rest goes on.
    with ThreadPoolExecutor(1) as beside:
        members = beside.submit(_staff, creditors, start)
        load_gallery(actor=SYSTEM, now=start)
        _segments(start)
        _strategies(start)
        yield Step("files of the creditors", 0.03)
        deliveries = _deliveries(folder, first, now.date(), scale)
        agents = members.result()
    crowd = Crowd(seed=SEED)
    desk = Desk(agents=agents, creditor_ids=list(creditors.values()), seed=SEED)
    history = History(crowd=crowd, desk=desk)
    for at in history.live(first=first, until=now, morning=_imports(deliveries, creditors)):
        yield Step(f"{at:%d %b}", 0.05 + 0.95 * (at.date() - first).days / max(days, 1))
    audit.record(audit.Entry("simulation.demo.filled", "simulation.demo", None, SYSTEM), at=now)
    while audit.seal():
        pass


def _creditors(now: datetime) -> dict[str, int]:
    return {
        each.reference: create_creditor(
            reference=each.reference,
            name=each.name,
            legal_name=each.legal_name,
            terms=each.terms,
            actor=SYSTEM,
            now=now,
        ).pk
        for each in CREDITORS
    }


def _staff(creditors: dict[str, int], now: datetime) -> list[Actor]:
    try:
        return _agents(creditors, now)
    finally:
        connection.close()  # the thread's own


def _agents(creditors: dict[str, int], now: datetime) -> list[Actor]:
    agents = []
    for login in LOGINS:
        member = create_member(
            email=login.email,
            name=login.name,
            role=login.role,
            password=PASSWORD,
            language=login.language,
            sees_all_creditors=login.role in (Role.ADMIN, Role.STRATEGIST, Role.COMPLIANCE),
            actor=SYSTEM,
            now=now,
        )
        seen = [creditors[reference] for reference in login.creditors]
        grant_access(creditor_ids=seen, user_id=member.pk, actor=SYSTEM, now=now)
        if login.creditors:
            agents.append(Actor(kind="user", id=member.pk, name=login.name))
    return agents


def _segments(now: datetime) -> None:
    author = Actor(kind="system", name="Sol Estratega")
    for number, (name, description, rule) in enumerate(SEGMENTS, 1):
        create_segment(key=f"demo-{number}", name=name, description=description, rule=rule, actor=author, now=now)


def _strategies(now: datetime) -> None:
    for path in sorted(STRATEGIES.glob("*.yaml")):
        document = read_file(path.read_bytes()).document
        strategy_id = create_strategy(document=document, creditor_id=None, actor=SYSTEM, now=now)
        publish_strategy(strategy_id=strategy_id, actor=SYSTEM, now=now)
    author = Actor(kind="system", name="Sol Estratega")
    for key in DRAFTS:
        ready = ready_strategy(key)
        assert ready is not None  # noqa: S101 - it comes with the product
        create_strategy(document=ready.document, creditor_id=None, actor=author, now=now)


def _deliveries(folder: Path, first: date, last: date, scale: float) -> dict[date, list[tuple[str, Delivery]]]:
    by_day: dict[date, list[tuple[str, Delivery]]] = {}
    for number, creditor in enumerate(CREDITORS):
        for delivery in write_deliveries(
            creditor, folder=folder, first=first, last=last, scale=scale, seed=SEED + number
        ):
            by_day.setdefault(delivery.day, []).append((creditor.reference, delivery))
    return by_day


def _imports(
    deliveries: dict[date, list[tuple[str, Delivery]]], creditors: dict[str, int]
) -> Callable[[date, datetime], None]:
    mappings = {each.reference: mapping_of(each) for each in CREDITORS}
    author = Actor(kind="import", name="Sol Estratega")

    def morning(day: date, now: datetime) -> None:
        for reference, delivery in deliveries.get(day, []):
            run = register_import(
                creditor_id=creditors[reference],
                files=delivery.files,
                mapping=mappings[reference],
                on_error=OnError.KEEP_GOOD,
                is_dry_run=False,
                actor=author,
                now=now,
            )
            run_import(import_id=run.pk, actor=author, now=now, report=lambda *_: None)

    return morning
