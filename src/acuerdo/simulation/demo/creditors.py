"""Three creditors that do not exist. Names, sites and numbers are made up; domains are reserved (RFC 2606)."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.portfolio.enums import Sector
from acuerdo.portfolio.operations import CreditorTerms


@dataclass(frozen=True, slots=True)
class DemoCreditor:
    """A creditor with what its portfolio looks like: products, amounts (euros, low to high), people, languages."""

    reference: str
    name: str
    legal_name: str
    terms: CreditorTerms
    products: tuple[str, ...]
    debt_type: str
    amounts: tuple[float, float]
    people: int
    own_column: str
    own_values: tuple[str, ...]


CREDITORS = (
    DemoCreditor(
        reference="roble",
        name="Roble Crédito",
        legal_name="Roble Crédito EFC, S.A., empresa ficticia",
        terms=CreditorTerms(
            sector=Sector.FINANCIAL,
            brand_colour="#1f5f4a",
            brand_initials="RC",
            sender_email="clientes@roble.example",
            sms_sender="ROBLE",
            phone="+34910000101",
            website="https://roble.example",
            privacy_url="https://roble.example/privacidad",
            postal_address="Calle Inventada 1, 28001 Madrid",
        ),
        products=("Préstamo personal", "Tarjeta Roble", "Compra a plazos"),
        debt_type="consumer_credit",
        amounts=(90.0, 2_400.0),
        people=1_100,
        own_column="canal_alta",
        own_values=("oficina", "web", "comercio"),
    ),
    DemoCreditor(
        reference="lumbre",
        name="Lumbre Energía",
        legal_name="Lumbre Energía Comercializadora, S.L., empresa ficticia",
        terms=CreditorTerms(
            sector=Sector.ENERGY,
            brand_colour="#b3541e",
            brand_initials="LE",
            sender_email="facturas@lumbre.example",
            sms_sender="LUMBRE",
            phone="+34910000202",
            website="https://lumbre.example",
            privacy_url="https://lumbre.example/privacidad",
            postal_address="Avenida Supuesta 22, 41001 Sevilla",
        ),
        products=("Electricidad", "Gas natural", "Dual luz y gas"),
        debt_type="utility",
        amounts=(28.0, 460.0),
        people=1_050,
        own_column="tarifa",
        own_values=("2.0TD", "3.0TD", "RL.1", "RL.2"),
    ),
    DemoCreditor(
        reference="onda",
        name="Onda Clara",
        legal_name="Onda Clara Telecomunicaciones, S.A., empresa ficticia",
        terms=CreditorTerms(
            sector=Sector.TELECOM,
            brand_colour="#2b4fb8",
            brand_initials="OC",
            sender_email="avisos@onda.example",
            sms_sender="ONDACLARA",
            phone="+34910000303",
            website="https://onda.example",
            privacy_url="https://onda.example/privacidad",
            postal_address="Plaza Imaginaria 7, 46001 Valencia",
        ),
        products=("Fibra y móvil", "Línea móvil", "Terminal a plazos"),
        debt_type="telecom",
        amounts=(18.0, 340.0),
        people=850,
        own_column="permanencia",
        own_values=("si", "no"),
    ),
)
