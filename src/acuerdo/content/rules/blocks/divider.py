"""A thin line between parts."""

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props
from acuerdo.kernel.facts import Words


class Divider(Props):
    """No properties."""


def _mjml(_props: Divider, _desk: Desk) -> str:
    return '<mj-divider border-width="1px" border-color="#e5e5e5" padding="12px 24px" />'


def _plain(_props: Divider, _desk: Desk) -> str:
    return "-" * 40


def _html(_props: Divider, _desk: Desk) -> str:
    return '<hr class="rule">'


KIND = BlockKind("divider", Words("Línea", "Divider"), "minus", Divider, _mjml, _plain, _html)
