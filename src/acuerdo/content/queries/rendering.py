"""Finished messages from what a message row keeps: version, variant, written values."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from acuerdo.content.models import TemplateVersion
from acuerdo.content.rules.bulk import LinkForms, Links, encode_many
from acuerdo.content.rules.compiling import compiled_of_json
from acuerdo.content.rules.encoding import quoted_printable
from acuerdo.content.rules.rendering import Encoded, Rendered, Renderer
from acuerdo.content.rules.skeleton import MissingValue

# A version never changes, so a prepared one may be kept for good; a mail takes about 60 kB.
_KEPT = 256


class _Message(Protocol):
    @property
    def template_version_id(self) -> int | None: ...
    @property
    def language(self) -> str: ...
    @property
    def tone(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...


class MessageToRender(_Message, Protocol):
    """What rendering needs of a message; `channels.queries.messages_to_render` gives such rows.

    `links` are the addresses that follow from the message's number, by token.
    """

    @property
    def links(self) -> Mapping[str, str]: ...


class MessageToEncode(_Message, Protocol):
    """What making many messages needs of each: `link_forms` say what stands around its `token` in each link."""

    @property
    def channel(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def link_forms(self) -> LinkForms: ...


@lru_cache(maxsize=_KEPT)
def renderer(version_id: int, variant: str) -> Renderer:
    """A prepared variant of a published version; raises TemplateVersion.DoesNotExist, KeyError."""
    compiled = TemplateVersion.objects.values_list("compiled", flat=True).get(pk=version_id)
    return Renderer(compiled_of_json(compiled[variant]))


def render_message(message: MessageToRender) -> Rendered:
    """The message as its reader saw it. Messages written by hand and incoming ones are their own text."""
    if message.template_version_id is None:
        return Rendered(message.subject, "", message.body)
    own = renderer(message.template_version_id, f"{message.language}.{message.tone}")
    return own.rendered({**message.values, **message.links})


def encode_messages(messages: Sequence[MessageToEncode]) -> list[Encoded | MissingValue]:
    """Messages ready for a transport, in their order; a message that cannot be made comes back as its fault."""
    encoded: dict[int, Encoded | MissingValue] = {}
    alike: dict[tuple[int, str, str], list[int]] = {}
    for place, message in enumerate(messages):
        if message.template_version_id is None:
            encoded[place] = _by_hand(message)
        else:
            alike.setdefault((message.template_version_id, message.language, message.tone), []).append(place)
    for (version_id, language, tone), places in alike.items():
        # One template, one channel: their links differ by the token alone.
        links = Links(messages[places[0]].link_forms, [messages[place].token for place in places])
        values = [messages[place].values for place in places]
        made = encode_many(renderer(version_id, f"{language}.{tone}"), values, links)
        encoded.update(zip(places, made, strict=True))
    return [encoded[place] for place in range(len(messages))]


def _by_hand(message: MessageToEncode) -> Encoded:
    # An SMS stays as it was typed.
    if message.channel == "email":
        return Encoded(message.subject, b"", quoted_printable(message.body).encode("ascii"))
    return Encoded("", b"", message.body.encode())
