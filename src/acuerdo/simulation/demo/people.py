"""People who do not exist, the same ones on every machine: names, identifiers with right check letters, addresses.

E-mail addresses end in example.com, example.org and example.net (RFC 2606). Spain reserves no telephone numbers for
fiction: the demo sends through sandbox providers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import yaml

NAMES = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
GIVEN, FAMILY = tuple(NAMES["given"]), tuple(NAMES["family"])
STREETS = ("Calle Mayor", "Calle Real", "Avenida de la Constitución", "Calle del Olmo", "Paseo del Río", "Calle Nueva")
# Province prefix of the postcode and its capital, weighted roughly by population.
PLACES = (
    ("28", "Madrid", 14), ("08", "Barcelona", 12), ("46", "Valencia", 6), ("41", "Sevilla", 5), ("29", "Málaga", 4),
    ("03", "Alicante", 4), ("30", "Murcia", 4), ("11", "Cádiz", 3), ("48", "Bilbao", 3), ("15", "A Coruña", 3),
    ("33", "Oviedo", 3), ("50", "Zaragoza", 3),
    ("35", "Las Palmas de Gran Canaria", 3), ("38", "Santa Cruz de Tenerife", 3),
    ("07", "Palma", 3), ("18", "Granada", 2), ("47", "Valladolid", 2), ("14", "Córdoba", 2), ("31", "Pamplona", 1),
    ("51", "Ceuta", 1), ("52", "Melilla", 1),
)  # fmt: skip
LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"  # check letter of the Spanish NIF: number modulo 23
MAIL_DOMAINS = ("example.com", "example.org", "example.net")
ACCENTS = str.maketrans("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN")


@dataclass(frozen=True, slots=True)
class Person:
    """One debtor as a creditor's file tells of them; what is missing is empty."""

    number: int
    given: str
    family: str
    nif: str
    born: date
    language: str
    email: str
    mobile: str
    landline: str
    street: str
    postcode: str
    city: str


def people(count: int, *, seed: int, today: date) -> list[Person]:
    """Make `count` people; the same seed gives the same people."""
    random = Random(seed)  # noqa: S311 - made-up people, no secret
    return [_person(number, random, today) for number in range(1, count + 1)]


def _person(number: int, random: Random, today: date) -> Person:
    given = random.choice(GIVEN)
    family = f"{random.choice(FAMILY)} {random.choice(FAMILY)}"
    digits = random.randrange(10_000_000, 99_999_999)
    prefix, city, _weight = random.choices(PLACES, weights=[place[2] for place in PLACES])[0]
    # The number at the end keeps addresses apart; 7 in 100 have no e-mail, 5 no mobile.
    account = f"{given}.{family.split()[0]}{random.randrange(10_000)}".lower().translate(ACCENTS)
    return Person(
        number=number,
        given=given,
        family=family,
        nif=f"{digits:08d}{LETTERS[digits % 23]}",
        born=today - timedelta(days=random.randrange(19 * 365, 82 * 365)),
        language="en" if random.random() < 0.08 else "es",
        email="" if random.random() < 0.07 else f"{account}@{random.choice(MAIL_DOMAINS)}",
        mobile="" if random.random() < 0.05 else f"6000{random.randrange(100_000):05d}",
        landline=f"91000{random.randrange(10_000):04d}" if random.random() < 0.2 else "",
        street=f"{random.choice(STREETS)} {random.randrange(1, 120)}",
        postcode=f"{prefix}{random.randrange(1, 60):03d}",
        city=city,
    )
