"""Translations without the gettext programs: `python tools/messages.py extract|set|missing|compile|check`.

    extract           read every translatable string of src/acuerdo into the catalogues
    set es FILE|-     JSON {"msgid": "translation"} into a catalogue; plural: {"msgid": ["one", "many"]};
                      with context: {"context\\u0004msgid": "translation"}; safe while others do the same
    missing es        list what is untranslated, as JSON ready to be filled in for `set`
    compile           write the .mo files (they are committed)
    check             fail if anything is missing, stale or not compiled

English is the source language: its catalogue holds the same ids, each translated by itself.
"""

from __future__ import annotations

import argparse
import fcntl
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "acuerdo"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("en", "es")
SOURCE = "en"
# Function name -> which arguments are what, as babel writes it: (n, "c") is the context.
KEYWORDS: dict[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CONTEXT_SIGN = "\x04"  # between context and id, as in .mo files


@dataclass
class Found:
    """One string of the sources."""

    msgid: str
    plural: str = ""
    context: str | None = None
    places: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str | None, str]:
        """What makes it one entry of a catalogue."""
        return self.context, self.msgid


def sources() -> list[Path]:
    """Return the files that may hold strings."""
    kinds = ("*.py", "*.html", "*.txt")
    paths = (path for kind in kinds for path in PACKAGE.rglob(kind))
    return sorted(path for path in paths if not {"migrations", "static", "locale"} & set(path.parts))


def extract() -> dict[tuple[str | None, str], Found]:
    """Read all translatable strings of the sources."""
    found: dict[tuple[str | None, str], Found] = {}
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            if "{%" not in text and "{{" not in text:
                continue
            text = _python_of(text, origin=str(path))
        for one in _strings(text):
            entry = found.setdefault(one.key, one)
            entry.plural = entry.plural or one.plural
            # Files without line numbers: a moved line must not change the catalogue.
            entry.places.add(path.relative_to(ROOT).as_posix())
    return found


def _python_of(template: str, *, origin: str) -> str:
    # Everything but the strings is blotted out; what is left of the indentation would be none that Python accepts.
    return "\n".join(line.lstrip() for line in templatize(template, origin=origin).split("\n"))


def _strings(python: str) -> Iterator[Found]:
    code = io.BytesIO(python.encode())
    for _line, function, messages, _comments in extract_python(code, KEYWORDS, (), {"encoding": "utf-8"}):
        values: tuple[Any, ...] = tuple(messages) if isinstance(messages, (list, tuple)) else (messages,)
        if function is None or function not in KEYWORDS:
            continue
        parts: list[str | None] = [value if isinstance(value, str) else None for value in values]
        context = parts.pop(0) if "pgettext" in function else None
        if not parts or not parts[0]:
            continue  # a variable: nothing to read here
        plural = (parts[1] or "") if function.removesuffix("_lazy").startswith("n") and len(parts) > 1 else ""
        yield Found(msgid=parts[0], plural=plural, context=context)


def _path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _open(language: str) -> polib.POFile:
    path = _path(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "Acuerdo",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def _save(catalogue: polib.POFile, language: str) -> None:
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    draft = path.with_suffix(".po.new")
    catalogue.save(str(draft))
    draft.replace(path)


def _entries(catalogue: polib.POFile) -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt or None, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def merge(found: dict[tuple[str | None, str], Found], language: str) -> tuple[int, int]:
    """Bring a catalogue up to date with the sources; returns how many strings came and went."""
    catalogue = _open(language)
    known = _entries(catalogue)
    for entry in [known[key] for key in known.keys() - found.keys()] + list(catalogue.obsolete_entries()):
        catalogue.remove(entry)
    for key, one in found.items():
        if key in known:
            entry = known[key]
        else:
            entry = polib.POEntry(msgid=one.msgid, msgctxt=one.context)
            catalogue.append(entry)
        _refresh(entry, one, is_source=language == SOURCE)
    _save(catalogue, language)
    return len(found.keys() - known.keys()), len(known.keys() - found.keys())


def _refresh(entry: polib.POEntry, one: Found, *, is_source: bool) -> None:
    entry.occurrences = [(place, "") for place in sorted(one.places)]
    is_format = "%(" in one.msgid or "%s" in one.msgid or "%d" in one.msgid
    entry.flags = ["python-format"] if is_format else []
    if entry.msgid_plural != one.plural:
        entry.msgid_plural = one.plural
        entry.msgstr, entry.msgstr_plural = "", {0: "", 1: ""} if one.plural else {}
    if is_source and one.plural:
        entry.msgstr_plural = {0: one.msgid, 1: one.plural}
    elif is_source:
        entry.msgstr = one.msgid


def missing(language: str) -> dict[str, str | list[str]]:
    """Return what has no translation, in the form `set` reads."""
    return {
        _name(entry): [entry.msgid, entry.msgid_plural] if entry.msgid_plural else ""
        for entry in _entries(_open(language)).values()
        if entry.fuzzy or not entry.translated()
    }


def _name(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt}{CONTEXT_SIGN}{entry.msgid}" if entry.msgctxt else str(entry.msgid)


def put(language: str, translations: dict[str, str | list[str]]) -> list[str]:
    """Write translations into a catalogue; returns the ids that no source uses (they are not written)."""
    catalogue = _open(language)
    known = {_name(entry): entry for entry in _entries(catalogue).values()}
    unknown = []
    for name, translation in translations.items():
        entry = known.get(name)
        if entry is None:
            unknown.append(name)
        elif isinstance(translation, list):
            entry.msgstr_plural = dict(enumerate(translation))
        else:
            entry.msgstr = translation
    _save(catalogue, language)
    return unknown


def compile_all() -> None:
    """Write the .mo files."""
    for language in LANGUAGES:
        _path(language).with_suffix(".mo").write_bytes(_open(language).to_binary())


def faults() -> list[str]:
    """Return everything that keeps the translations from being complete and shipped."""
    wrong = []
    found = extract()
    for language in LANGUAGES:
        catalogue = _open(language)
        known = _entries(catalogue)
        wrong += [f"{language}: not in the catalogue: {key[1]!r}" for key in found if key not in known]
        wrong += [f"{language}: used nowhere: {key[1]!r}" for key in known if key not in found]
        wrong += [f"{language}: not translated: {name!r}" for name in missing(language)]
        wrong += [f"{language}: placeholders differ: {entry.msgid!r}" for entry in known.values() if not _fits(entry)]
        compiled = _path(language).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
            wrong.append(f"{language}: not compiled, run `python tools/messages.py compile`")
    return wrong


def _fits(entry: polib.POEntry) -> bool:
    if not entry.translated():
        return True
    wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    # One form of a plural may spell the number out; nothing may name what the code does not give.
    return all(placeholders(text) <= wanted for text in texts) and placeholders(texts[-1]) == wanted


def placeholders(text: str) -> set[str]:
    """Return the names and signs that the code fills in: %(name)s, %s, {name}."""
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text or ""))


@contextmanager
def _alone() -> Iterator[None]:
    LOCALE.mkdir(parents=True, exist_ok=True)
    home = ROOT / ".acuerdo"
    home.mkdir(exist_ok=True)
    with (home / "messages.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(name: str) -> dict[str, str | list[str]]:
    text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    value = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError("wanted: one JSON object")
    return value


def main(arguments: Iterable[str] | None = None) -> int:
    """Run one of the commands of the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("extract", "compile", "check"):
        commands.add_parser(name)
    commands.add_parser("missing").add_argument("language", nargs="?", default="es", choices=LANGUAGES)
    setter = commands.add_parser("set")
    setter.add_argument("language", choices=LANGUAGES)
    setter.add_argument("file", help="JSON file, or - for standard input")
    options = parser.parse_args(None if arguments is None else list(arguments))
    if not settings.configured:
        settings.configure(USE_I18N=True, TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}])
        django.setup()
    with _alone():
        return _do(options)


def _do(options: argparse.Namespace) -> int:
    if options.command == "extract":
        found = extract()
        for language in LANGUAGES:
            came, went = merge(found, language)
            print(f"{language}: {len(found)} strings, {came} new, {went} gone, {len(missing(language))} untranslated")
    elif options.command == "set":
        unknown = put(options.language, _read(options.file))
        compile_all()
        if unknown:
            print("Used nowhere (extract first?):", *unknown, sep="\n  ", file=sys.stderr)
            return 1
    elif options.command == "missing":
        print(json.dumps(missing(options.language), ensure_ascii=False, indent=1))
    elif options.command == "compile":
        compile_all()
    else:
        wrong = faults()
        print(*wrong, sep="\n")
        return 1 if wrong else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
