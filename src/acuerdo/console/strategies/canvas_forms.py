"""A new strategy by its title: the rest is built on the canvas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.console.strategies.palette import beginning
from acuerdo.strategies.queries.gallery import ReadyStrategy, ready_strategies, ready_strategy
from acuerdo.strategies.rules.document import Document, Node

LONGEST_KEY = 60


def key_of(title: str) -> str:
    """The key of a new strategy: its title in small letters and hyphens."""
    return slugify(title).strip("-_")[:LONGEST_KEY]


class TitleField(forms.CharField):
    """A title that a key can be made of."""

    def clean(self, value: Any) -> str:
        title = str(super().clean(value)).strip()
        if not key_of(title):
            raise forms.ValidationError(gettext("The title needs a letter or a number."))
        return title


class NewOnCanvasForm(forms.Form):
    title = TitleField(label=_("Title"), max_length=120, help_text=_("What colleagues will look for in the list."))

    def __init__(self, *args: Any, creditors: list[tuple[int, str]], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        self.fields["creditor"] = forms.TypedChoiceField(
            label=_("Creditor"),
            choices=[("", _("All creditors")), *creditors],
            required=False,
            coerce=int,
            empty_value=None,
        )
        self.fields["ready"] = forms.ChoiceField(
            label=_("Begin with"),
            choices=[("", _("An empty canvas")), *((each.key, self._words(each)) for each in ready_strategies())],
            required=False,
            widget=forms.RadioSelect,
            initial="",
        )

    def _words(self, ready: ReadyStrategy) -> str:
        return f"{ready.document.title.get(self.language, ready.key)}: {ready.about.get(self.language, '')}"

    def document(self) -> Document:
        """A document of that title: a ready strategy, or nothing but its entry."""
        title, language = self.cleaned_data["title"], self.language
        ready = ready_strategy(self.cleaned_data["ready"])
        if ready is not None:
            named = {**ready.document.title, language: title}
            return ready.document.model_copy(update={"name": key_of(title), "title": named})
        entry = Node(id="entry", kind="entry", data=beginning("entry"))
        return Document(name=key_of(title), title={language: title}, entry=entry.id, nodes=[entry])
