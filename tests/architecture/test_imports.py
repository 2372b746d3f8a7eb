"""Who may import whom, and who may write."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey

from tests.architecture.sources import PACKAGE, ROOT, modules, name_of

# Lower may not point to higher; same order as .importlinter.
ORDER = (
    ("kernel",),
    ("staff",),
    ("portfolio",),
    ("compliance",),
    ("content", "channels", "payments"),
    ("cases",),
    ("segments",),
    ("strategies",),
    ("simulation",),
    ("insights",),
    ("console", "portal", "api"),
)
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
EDGES = ("views", "forms", "pages")
WRITES = re.compile(r"\.objects\b|\.save\(|\.delete\(")


def test_contracts_of_importlinter_are_kept():
    program = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([program, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout[-3000:]


def test_every_model_and_task_of_a_context_is_protected():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    protected = {
        line for section in contracts.values() for line in section.get("protected_modules", "").split() if line
    }
    private = {
        f"acuerdo.{path.parent.name}.{path.stem}"
        for name in ("models", "tasks")
        for path in PACKAGE.glob(f"*/{name}.py")
    }

    assert protected == private


def test_foreign_keys_point_down():
    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey):
                continue
            own, other = model._meta.app_label, field.remote_field.model._meta.app_label
            if own in RANK and other in RANK and own != other and RANK[other] >= RANK[own]:
                wrong.append(f"{own}.{model.__name__}.{field.name} -> {other}")

    assert wrong == []


def test_views_forms_and_pages_neither_query_nor_write():
    wrong = []
    for context in ("console", "portal", "api"):
        for path in modules(f"src/acuerdo/{context}"):
            if path.stem in EDGES or path.parent.name in EDGES:
                lines = path.read_text(encoding="utf-8").splitlines()
                wrong += [f"{name_of(path)}:{number}" for number, line in enumerate(lines, 1) if WRITES.search(line)]

    assert wrong == []


def test_no_context_hides_an_import_behind_get_model():
    hidden = [name_of(path) for path in modules("src") if "apps.get_model(" in path.read_text(encoding="utf-8")]

    assert hidden == []
