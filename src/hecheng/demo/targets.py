"""How much of a city is played: the page's figures at the demo's scale; what the page does not say, modestly."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from hecheng.demo.figures import figures_file


@dataclass(frozen=True)
class Targets:
    """Sizes of one city's demo. sessions, lectures: held within the year; served, heard: people, None where free."""

    volunteers: int = 1500
    organisations: int = 24
    sessions: int = 120
    lectures: int = 12
    heard: int | None = None
    served: int | None = None
    needs: int = 110
    open_needs: int = 41

    @classmethod
    def of(cls, city: str) -> Targets:
        """The page's figures of a city that people and sessions make, at their scale."""
        fields = {
            "people.volunteers": "volunteers",
            "people.organisations": "organisations",
            "services.sessions_held": "sessions",
            "services.lecture_sessions": "lectures",
            "services.lecture_attendances": "heard",
            "services.people_served": "served",
        }
        found: dict[str, int] = {}
        path = figures_file(city)
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    if row["indicator"] in fields:
                        found[fields[row["indicator"]]] = int(row["page"]) // int(row["scale"])
        return cls(**found)
