"""`acuerdo creditor add|list`: whose debts are collected here, for who sets up a machine without a screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from acuerdo.cli.command import ACTOR, DONE, Command, WrongInput
from acuerdo.kernel import clock
from acuerdo.portfolio.enums import Sector
from acuerdo.portfolio.operations import CannotSaveCreditor, CreditorTerms, create_creditor
from acuerdo.portfolio.queries import creditors_of

STANDARD = CreditorTerms()


class Command(Command):  # type: ignore[no-redef]  # Django finds commands by this name
    help = "Add a creditor, or list them. Brand, senders and policy packs are set in the console (Settings)."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="the creditors, by name")
        add = commands.add_parser("add", help="add one; the law of its country binds contacts until others are chosen")
        add.add_argument("reference", metavar="REF", help="what files and commands call it: letters, digits, -, _")
        add.add_argument("--name", required=True, help="as debtors know it")
        add.add_argument("--legal-name", default="", help="default: the name")
        add.add_argument("--sector", choices=Sector.values, default=STANDARD.sector.value)
        add.add_argument("--country", default=STANDARD.country, metavar="CC", help="two letters (ES)")
        add.add_argument("--currency", default=STANDARD.currency, metavar="CCC", help="three letters (EUR)")
        add.add_argument("--time-zone", default=STANDARD.time_zone, metavar="ZONE", help="its clock (Europe/Madrid)")
        languages = [code for code, _ in settings.LANGUAGES]
        add.add_argument("--language", choices=languages, default=STANDARD.language, help="of debtors who state none")

    def work(self, options: Mapping[str, Any]) -> int:
        return self._add(options) if options["command"] == "add" else self._list()

    def _list(self) -> int:
        lines = creditors_of(user_id=0, sees_all=True)
        for line in lines:
            self.say(f"{line.reference:<20} {line.country} {line.currency} {line.time_zone:<20} {line.name}")
        if not lines:
            self.say("There is none yet: acuerdo creditor add REF --name NAME")
        self.answer({"creditors": [asdict(line) for line in lines]})
        return DONE

    def _add(self, options: Mapping[str, Any]) -> int:
        terms = CreditorTerms(
            sector=Sector(options["sector"]),
            country=options["country"].upper(),
            currency=options["currency"].upper(),
            time_zone=options["time_zone"],
            language=options["language"],
            policy_packs=(),
        )
        try:
            creditor = create_creditor(
                reference=options["reference"],
                name=options["name"],
                legal_name=options["legal_name"],
                terms=terms,
                actor=ACTOR,
                now=clock.now(),
            )
        except CannotSaveCreditor as error:
            raise WrongInput(str(error)) from error
        self.say(f"Added {creditor.reference}. Import its files with --creditor {creditor.reference}.")
        self.answer({"id": creditor.pk, "reference": creditor.reference})
        return DONE
