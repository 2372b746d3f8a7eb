"""A button to a page of the portal."""

from acuerdo.content.rules.blocks.base import BlockKind, Desk, LinkName, Props, Runs
from acuerdo.kernel.facts import Words


class Button(Props):
    """A quiet button: outlined, so that the pay button stays the first thing to see."""

    label: Runs
    link: LinkName


def _mjml(props: Button, desk: Desk) -> str:
    return (
        f'<mj-button href="{desk.url(props.link)}" background-color="#ffffff" color="{desk.accent()}" '
        f'border="1px solid {desk.accent()}" padding="6px 24px">{desk.html(props.label)}</mj-button>'
    )


def _plain(props: Button, desk: Desk) -> str:
    return f"{desk.plain(props.label)}: {desk.plain_link(props.link)}"


KIND = BlockKind("button", Words("Botón", "Button"), Button, _mjml, _plain, ("label",))
