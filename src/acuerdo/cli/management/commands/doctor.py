"""`acuerdo doctor`: what is running where, and what is wrong."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from acuerdo.cli import checks
from acuerdo.cli.checks import Finding
from acuerdo.cli.command import DONE, FOUND_PROBLEMS
from acuerdo.cli.command import Command as OurCommand
from acuerdo.cli.listening import is_taken, place_of
from acuerdo.embedded import CannotStartDatabase, Server
from acuerdo.kernel import clock

# Our pages carry it; another program's would not.
OUR_HEADER = "Content-Security-Policy"
ANSWER_SECONDS = 5


class Command(OurCommand):
    """Looks at everything a running Acuerdo needs. Changes nothing, except that it starts the embedded database."""

    help = "Say what is running where, and what is wrong, with the remedy."
    needs_database = False  # it starts it by itself, so that it can say why that fails

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--consistency", action="store_true", help="also look for data that contradict themselves")

    def work(self, options: Mapping[str, Any]) -> int:
        findings = [*checks.look_here(), self._web()]
        if not settings.ACUERDO_EMBEDDED:
            return self._report(findings, options)
        server = Server(settings.ACUERDO_HOME)
        try:
            server.join()
        except CannotStartDatabase as error:
            findings.append(Finding("embedded database", str(error), f"Read {server.log}; is the disk full?"))
            return self._tell(findings, [])
        try:
            state = server.state()
            findings.append(checks.check_embedded(is_running=state.is_running, pid=state.pid, log=state.log))
            return self._report(findings, options)
        finally:
            server.leave()

    def _report(self, findings: list[Finding], options: Mapping[str, Any]) -> int:
        findings += checks.look_at_database(now=clock.now)
        is_whole = not any(finding.remedy for finding in findings if finding.check in {"database", "migrations"})
        wrong = checks.inconsistencies(checks.consistency_checks()) if options["consistency"] and is_whole else []
        return self._tell(findings, wrong)

    def _tell(self, findings: list[Finding], wrong: list[checks.Inconsistency]) -> int:
        for finding in findings:
            self.say(f"{'✗' if finding.remedy else '✓'} {finding.check}: {finding.found}")
            if finding.remedy:
                self.say(f"    → {finding.remedy}")
        for fault in wrong:
            self.say(f"✗ {fault.check}: {len(fault.ids)} or more, e.g. {fault.ids[:5]}\n    → {fault.remedy}")
        is_well = not wrong and not any(finding.remedy for finding in findings)
        self.answer({"ok": is_well, "findings": [*map(asdict, findings)], "inconsistencies": [*map(asdict, wrong)]})
        return DONE if is_well else FOUND_PROBLEMS

    def _web(self) -> Finding:
        host, port = place_of(host=None, port=None)
        taken = is_taken(host=host, port=port)
        return checks.check_port(host=host, port=port, is_taken=taken, is_ours=taken and _is_ours(host, port))


def _is_ours(host: str, port: int) -> bool:
    probe = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        probe.request("HEAD", "/account/login/")
        return probe.getresponse().getheader(OUR_HEADER) is not None
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()
