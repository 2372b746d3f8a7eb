"""Simulated agents: they work the tasks that are due, call within the law, and write down what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from acuerdo.cases.enums import CallOutcome
from acuerdo.cases.operations import CannotCompleteTask, CannotRecordCall, add_note, complete_task, record_call
from acuerdo.cases.queries import QueueLine, open_tasks
from acuerdo.kernel.audit import Actor

# Of the tasks due by tomorrow, this share is done on a working day.
DONE_SHARE = 0.6
CALLS_A_DAY = 2  # of all agents together: people with other work besides
MOST_TASKS = 400  # looked at in one go: enough for calls that wait their turn not to hide other work behind them
SPOKE_SHARE = 0.45
CALLS = ("call", "call_back")
SPOKE = (
    "Atiende la llamada. Conoce la deuda y pide el enlace de pago por SMS.",
    "Habla con calma; está pendiente de cobrar. Le explico cómo comprometer una fecha en el portal.",
    "Dice que revisará la factura y que pagará esta semana.",
)
NO_ANSWER = ("No contesta.", "Salta el contestador, no se deja mensaje.", "Atiende y cuelga al oír de qué se trata.")
SILENT = (CallOutcome.NO_ANSWER, CallOutcome.NO_ANSWER, CallOutcome.HUNG_UP)  # beside the words above
WRITTEN = ("Respondido por correo con el detalle de la factura.", "Revisado: se mantiene el importe y se le explica.")


class Desk:
    """Works open tasks as one of `agents`."""

    def __init__(self, *, agents: Sequence[Actor], creditor_ids: Sequence[int], seed: int) -> None:
        self._agents, self._creditors = list(agents), list(creditor_ids)
        self._rng = np.random.default_rng([seed, 13])

    def work(self, *, now: datetime, days: int) -> None:
        """Do some of what became due in the `days` that end now; nobody works on weekends."""
        if now.weekday() > 4 or not self._agents:
            return
        calls = 0
        for task in open_tasks(creditor_ids=self._creditors, limit=MOST_TASKS):
            if task.due_at > now + timedelta(days=1) or self._rng.random() >= DONE_SHARE:
                continue
            calls += task.kind in CALLS
            if task.kind not in CALLS or calls <= CALLS_A_DAY * days:
                self._do(task, now)

    def _do(self, task: QueueLine, now: datetime) -> None:
        agent = self._agents[task.id % len(self._agents)]
        if task.kind in CALLS:
            spoke = bool(self._rng.random() < SPOKE_SHARE)
            words = SPOKE if spoke else NO_ANSWER
            outcome = CallOutcome.SPOKE if spoke else SILENT[task.id % len(SILENT)]
            try:
                record_call(
                    case_id=task.case_id, note=words[task.id % len(words)], outcome=outcome, actor=agent, now=now
                )
            except CannotRecordCall:
                return  # not now; the task stays for another day
        else:
            add_note(case_id=task.case_id, text=WRITTEN[task.id % len(WRITTEN)], actor=agent, now=now)
        try:
            complete_task(task_id=task.id, actor=agent, now=now)
        except CannotCompleteTask:
            return
