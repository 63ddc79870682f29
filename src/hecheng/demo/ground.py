"""The ground a city stands on: divisions, outlines, the working calendar, the menu, consent texts, the city's own words."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from hecheng.domains.areas.actions import load_divisions, load_holidays, load_outlines
from hecheng.domains.areas.models import Area
from hecheng.domains.people.actions import publish_consent_text
from hecheng.domains.people.models import ConsentText
from hecheng.domains.people.permissions import Actor
from hecheng.domains.services.actions import load_menu

SYSTEM = Actor.system()


def data(name: str) -> Path:
    """A file that the project ships."""
    return Path(settings.SHARED_DATA) / name


def load_ground() -> None:
    """Load the facts of all six cities; again changes nothing."""
    if not Area.objects.exists():
        load_divisions(by=SYSTEM, path=data("areas/divisions.csv.xz"))
        load_outlines(by=SYSTEM, path=data("areas/outlines.geojson.xz"))
        load_holidays(by=SYSTEM, path=data("holidays/CN.csv"))
    load_menu(by=SYSTEM, folder=data("menu"))
    known = set(ConsentText.objects.values_list("kind", flat=True))
    with data("consents.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["kind"] not in known:
                publish_consent_text(by=SYSTEM, kind=row["kind"], zh=row["zh"], en=row["en"])
