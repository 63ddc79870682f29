"""Loading the menu from its files: the same load again changes only what the files changed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from hecheng.domains.people.models import Skill
from hecheng.domains.people.permissions import Actor, Role
from hecheng.domains.services.models import Category, Offering, Platform, Programme, ServiceSystem, Theme
from hecheng.kernel.actions import action
from hecheng.kernel.errors import Invalid

SUMMARY = ("summary_zh", "summary_en")


@action
def load_menu(*, by: Actor, folder: Path) -> int:
    """Load skills, platforms, categories, themes, offerings, systems and programmes from CSV files. All or nothing.

    An offering that left the files is retired, not deleted: needs point to it. Returns the number of live offerings.
    Raises `NotAllowed`, `Invalid` naming file and line.
    """
    by.require(Role.ADMINISTRATOR, area="")
    _load_skills(folder)
    _load(Platform, folder / "platforms.csv", SUMMARY)
    _load(Category, folder / "categories.csv", SUMMARY)
    _load(Theme, folder / "themes.csv", (), {"category_id": "category"})
    _load(ServiceSystem, folder / "systems.csv", (*SUMMARY, "prefix"))
    _load(Programme, folder / "programmes.csv", ("prefix",), {"system_id": "system"})
    texts = (*SUMMARY, "audience_zh", "audience_en", "minutes", "headcount", "safeguarding", "prefix")
    codes = _load(Offering, folder / "offerings.csv", texts, {"theme_id": "theme", "platform_id": "platform"})
    Offering.objects.exclude(code__in=codes).update(active=False)
    skills = dict(Skill.objects.values_list("code", "pk"))
    _link(Offering.skills.through, "offering", folder / "offerings.csv", "skills", "skill", skills)
    themes = {code: code for code in Theme.objects.values_list("code", flat=True)}
    _link(Programme.themes.through, "programme", folder / "programmes.csv", "themes", "theme", themes)
    return len(codes)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from enumerate(csv.DictReader(file), start=2)


def _load_skills(folder: Path) -> None:
    Skill.objects.bulk_create(
        [
            Skill(code=row["code"], bit=int(row["bit"]), zh=row["zh"], en=row["en"])
            for _line, row in _rows(folder / "skills.csv")
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["bit", "zh", "en"],
    )


def _load(model: type[Model], path: Path, fields: Iterable[str], links: dict[str, str] | None = None) -> list[str]:
    """Upsert the rows of a file by code, in the file's order; returns the codes."""
    columns = {field: field for field in ("zh", "en", *fields)} | (links or {})
    made: list[Any] = []
    for line, row in _rows(path):
        try:
            values = {
                field: row[column] or (None if field.endswith("_id") else "") for field, column in columns.items()
            }
        except KeyError as lacking:
            raise Invalid(
                "menu_column", _("%(file)s lacks the column %(column)s."), file=path.name, column=lacking.args[0]
            ) from None
        if not row["code"] or not row["zh"] or not row["en"]:
            raise Invalid("menu_row", _("%(file)s, line %(line)s: code or name is missing."), file=path.name, line=line)
        made.append(model(code=row["code"], order=line, **values))
    model._default_manager.bulk_create(
        made, update_conflicts=True, unique_fields=["code"], update_fields=["order", *columns]
    )
    return [row.code for row in made]


def _link(through: Any, owner: str, path: Path, column: str, target: str, known: dict[str, Any]) -> None:
    """Replace the links of a file's rows: codes separated by blanks in one column."""
    wanted = []
    for line, row in _rows(path):
        for code in row[column].split():
            if code not in known:
                raise Invalid(
                    "menu_link",
                    _("%(file)s, line %(line)s: there is no “%(code)s”."),
                    file=path.name,
                    line=line,
                    code=code,
                )
            wanted.append(through(**{f"{owner}_id": row["code"], f"{target}_id": known[code]}))
    through.objects.all().delete()
    through.objects.bulk_create(wanted)
