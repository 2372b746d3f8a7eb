"""A small vocabulary with one fact of each type and of each way of storing it, free of the product's own facts."""

from acuerdo.kernel.facts import Fact, FactType, Words


def _fact(key: str, kind: FactType, es: str, en: str, **more: object) -> Fact:
    return Fact(key=key, type=kind, label=Words(es=es, en=en), help=Words(es="", en=""), **more)  # type: ignore[arg-type]


STAGES = (("early", Words(es="temprana", en="early")), ("late", Words(es="tardía", en="late")))

FACTS = (
    _fact("t.balance", FactType.MONEY, "saldo", "balance", column="balance"),
    _fact("t.count", FactType.NUMBER, "número de deudas", "number of debts", column="count"),
    _fact("t.due", FactType.DATE, "vencimiento", "due date", column="due"),
    _fact("t.days", FactType.NUMBER, "días de mora", "days past due", days_since="due"),
    _fact("t.city", FactType.TEXT, "población", "city", column="city"),
    _fact("t.stage", FactType.CHOICE, "fase", "stage", column="stage", choices=STAGES),
    _fact("t.held", FactType.BOOL, "en pausa", "on hold", column="held"),
    _fact("custom.limit", FactType.MONEY, "límite", "limit", column="limit"),
    _fact("custom.score", FactType.NUMBER, "puntuación", "score", column="score"),
    _fact("custom.since", FactType.DATE, "cliente desde", "customer since", column="since"),
    _fact("custom.o'note %", FactType.TEXT, "nota", "note", column="o'note %"),
    _fact("custom.vip", FactType.BOOL, "preferente", "preferred", column="vip"),
)
