"""Finished messages, for people to see and for transports to send."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from acuerdo.content.rules.compiling import Compiled, CompiledEmail, CompiledPage, CompiledSms
from acuerdo.content.rules.encoding import EncodedSkeleton
from acuerdo.content.rules.skeleton import Skeleton


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as a person sees it; a short text has only `text`, a landing page title (`subject`) and `html`."""

    subject: str
    html: str
    text: str


class Encoded(NamedTuple):
    """A message ready for a transport: `html` and `text` are quoted-printable; an SMS has `text` in UTF-8."""

    subject: str
    html: bytes
    text: bytes


@dataclass(frozen=True)
class Renderer:
    """One variant of one version, prepared for making many messages. Keep it between batches."""

    compiled: Compiled

    def rendered(self, values: Mapping[str, Any]) -> Rendered:
        """A message for the eye. Raises `MissingValue`."""
        if isinstance(self.compiled, CompiledSms):
            return Rendered("", "", self.compiled.text.fill(values))
        if isinstance(self.compiled, CompiledPage):
            return Rendered(self.compiled.title.fill(values), self.compiled.body.fill(values), "")
        return Rendered(
            self.compiled.subject.fill(values), self.compiled.html.fill(values), self.compiled.text.fill(values)
        )

    def encoded(self, values: Mapping[str, Any]) -> Encoded:
        """A message for a transport. Raises `MissingValue`."""
        if isinstance(self.compiled, CompiledSms):
            return Encoded("", b"", self.compiled.text.fill(values).encode())
        subject, html, text = self._encoders
        return Encoded(subject.fill(values), html.fill(values), text.fill(values))

    @cached_property
    def _encoders(self) -> tuple[Skeleton, EncodedSkeleton, EncodedSkeleton]:
        if not isinstance(self.compiled, CompiledEmail):
            raise TypeError("only an e-mail is encoded")
        return self.compiled.subject, EncodedSkeleton(self.compiled.html), EncodedSkeleton(self.compiled.text)
