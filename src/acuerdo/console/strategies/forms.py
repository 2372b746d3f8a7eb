"""A strategy as its file: typed, or uploaded in place of what is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_FILE = 1_000_000  # bytes; a strategy is a few kilobytes


class FileForm(forms.Form):
    file = forms.FileField(label=_("Upload a file"), required=False, help_text=_("YAML; replaces the text below."))
    text = forms.CharField(
        label=_("Strategy file"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "class": "code", "spellcheck": "false", "wrap": "off"}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        upload = given.get("file")
        if upload is not None and upload.size > MAX_FILE:
            self.add_error("file", _("The file is too large to be a strategy."))
        elif upload is None and not given.get("text", "").strip():
            self.add_error("text", _("Type a strategy or upload its file."))
        return given

    @property
    def content(self) -> bytes | str:
        """What to read: the uploaded file before the typed text."""
        upload = self.cleaned_data.get("file")
        return bytes(upload.read()) if upload is not None else str(self.cleaned_data["text"])


class NewForm(FileForm):
    """A new strategy belongs to one creditor, or to all that its author sees."""

    creditor = forms.TypedChoiceField(label=_("Creditor"), required=False, coerce=int, empty_value=None)

    field_order = ("creditor", "file", "text")

    def __init__(self, *args: Any, creditors: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["creditor"] = forms.TypedChoiceField(
            label=_("Creditor"),
            choices=[("", _("All creditors")), *creditors],
            required=False,
            coerce=int,
            empty_value=None,
        )
        self.order_fields(self.field_order)
