"""The files that the demo's creditors send: customers and invoices, a first portfolio and then a file a fortnight.

They go through the same import as anybody's; a few rows are bad on purpose, so that the rejects have something to say.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from acuerdo.simulation.demo.creditors import DemoCreditor
from acuerdo.simulation.demo.people import Person, people

CUSTOMERS = "clientes.csv"
INVOICES = "facturas.csv"
# Share of the portfolio in the first file; the rest comes a fortnight each.
FIRST_SHARE = 0.55

MAPPING = """\
mapping: 1
kind: debts
country: ES
currency: EUR
files:
  - name: clientes
    match: "*clientes*"
    join: {{column: n_cliente, to: facturas.n_cliente}}
    format: {{delimiter: ";", decimal: ",", date: "%d/%m/%Y"}}
    fields:
      debtor.reference: n_cliente
      debtor.given_name: nombre
      debtor.family_name: apellidos
      debtor.national_id: nif
      debtor.birth_date: fecha_nacimiento
      debtor.language: idioma
      debtor.email: {{column: correo, if_invalid: blank}}
      debtor.phone: {{column: movil, if_invalid: blank}}
      debtor.phone_2: {{column: fijo, if_invalid: blank}}
      debtor.street: direccion
      debtor.postcode: codigo_postal
      debtor.city: poblacion
  - name: facturas
    match: "*facturas*"
    format: {{delimiter: ";", decimal: ",", date: "%d/%m/%Y"}}
    fields:
      debtor.reference: n_cliente
      debt.reference: n_factura
      debt.product: producto
      debt.type: tipo
      debt.issued_date: fecha_factura
      debt.due_date: vencimiento
      debt.principal: importe
      debt.interest: intereses
      debt.fees: gastos
    custom:
      {own}: {{column: {own}, type: text}}
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The files of one day of one creditor."""

    day: date
    files: tuple[Path, Path]
    invoices: int


@dataclass(frozen=True, slots=True)
class Invoice:
    customer: int
    number: str
    product: str
    issued: date
    due: date
    amount: float
    interest: float
    fees: float
    own: str


def mapping_of(creditor: DemoCreditor) -> str:
    """The YAML mapping that reads this creditor's files."""
    return MAPPING.format(own=creditor.own_column)


def write_deliveries(
    creditor: DemoCreditor, *, folder: Path, first: date, last: date, scale: float, seed: int
) -> list[Delivery]:
    """Write all files of a creditor between two days; `scale` 1 is the full demo."""
    random = Random(seed)  # noqa: S311 - made-up invoices, no secret
    crowd = people(max(6, round(creditor.people * scale)), seed=seed, today=last)
    days = [first, *(first + timedelta(days=14 * number) for number in range(1, (last - first).days // 14 + 1))]
    split = round(len(crowd) * FIRST_SHARE)
    groups = [crowd[:split], *_shares(crowd[split:], len(days) - 1)]
    deliveries = []
    for day, group in zip(days, groups, strict=True):
        if group:
            invoices = [invoice for person in group for invoice in _invoices(person, creditor, day, first, random)]
            deliveries.append(_deliver(creditor, folder, day, group, invoices))
    return deliveries


def _shares(crowd: list[Person], parts: int) -> list[list[Person]]:
    return [crowd[part::parts] for part in range(parts)] if parts else []


def _invoices(person: Person, creditor: DemoCreditor, day: date, first: date, random: Random) -> Iterable[Invoice]:
    low, high = creditor.amounts
    for number in range(1 + (random.random() < 0.22) + (random.random() < 0.06)):
        # The first portfolio is of all ages; what comes later is just about due.
        age = int(random.triangular(1, 160, 20)) if day == first else random.randrange(-6, 9)
        due = day - timedelta(days=age + 30 * number * (day == first))
        amount = round(low + (high - low) * random.random() ** 3, 2)
        late = age > 30
        yield Invoice(
            customer=person.number,
            number=f"{creditor.reference[:2].upper()}{day:%y%m}-{person.number:05d}-{number + 1}",
            product=random.choice(creditor.products),
            issued=due - timedelta(days=20),
            due=due,
            amount=amount,
            interest=round(amount * 0.0002 * max(0, age), 2) if creditor.debt_type == "consumer_credit" else 0.0,
            fees=6.0 if late and random.random() < 0.3 else 0.0,
            own=random.choice(creditor.own_values),
        )


def _deliver(creditor: DemoCreditor, folder: Path, day: date, group: list[Person], invoices: list[Invoice]) -> Delivery:
    base = folder / creditor.reference
    base.mkdir(parents=True, exist_ok=True)
    customers, bills = base / f"{day:%Y%m%d}-{CUSTOMERS}", base / f"{day:%Y%m%d}-{INVOICES}"
    _write(customers, CUSTOMER_HEAD, (_customer_row(person) for person in group))
    rows = [_invoice_row(invoice) for invoice in invoices]
    if len(rows) > 20:
        rows[7] = [*rows[7][:5], "31/02/2026", *rows[7][6:]]  # no such day
        rows[13] = [*rows[13][:6], "doce", *rows[13][7:]]  # no amount
    _write(bills, [*INVOICE_HEAD, creditor.own_column], rows)
    return Delivery(day=day, files=(customers, bills), invoices=len(rows))


CUSTOMER_HEAD = [
    "n_cliente", "nombre", "apellidos", "nif", "fecha_nacimiento", "idioma", "correo", "movil", "fijo", "direccion",
    "codigo_postal", "poblacion",
]  # fmt: skip
INVOICE_HEAD = [
    "n_cliente", "n_factura", "producto", "tipo", "fecha_factura", "vencimiento", "importe", "intereses", "gastos",
]  # fmt: skip


def _customer_row(person: Person) -> list[str]:
    return [
        f"C{person.number:05d}", person.given, person.family, person.nif, f"{person.born:%d/%m/%Y}", person.language,
        person.email, person.mobile, person.landline, person.street, person.postcode, person.city,
    ]  # fmt: skip


def _invoice_row(invoice: Invoice) -> list[str]:
    return [
        f"C{invoice.customer:05d}", invoice.number, invoice.product, "factura", f"{invoice.issued:%d/%m/%Y}",
        f"{invoice.due:%d/%m/%Y}", _comma(invoice.amount), _comma(invoice.interest), _comma(invoice.fees), invoice.own,
    ]  # fmt: skip


def _comma(amount: float) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _write(path: Path, head: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(head)
        writer.writerows(rows)
