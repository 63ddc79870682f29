"""The words of a played city, from `data/demo/words/`; names are put together at random and are nobody's."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from hecheng.demo.ground import data
from hecheng.domains.services.models import Dispatch, Offering

Rows = list[dict[str, str]]

#: stars that residents give, as a real centre sees them
STARS = (5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 3, 2)
#: decline codes of the word list → ours
DECLINES = {
    "busy": Dispatch.Decline.BUSY,
    "too-far": Dispatch.Decline.FAR,
    "skill": Dispatch.Decline.SKILL,
    "unwell": Dispatch.Decline.HEALTH,
}


@dataclass(frozen=True)
class Asked:
    """What a resident says, for which offering, how urgent."""

    offering: str
    urgency: int
    words: str


class Words:
    """Draws words with the caller's generator."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self.tables = tables
        self.families = [row["name"] for row in tables["family_names"]]
        self.weights = [int(row["weight"]) for row in tables["family_names"]]
        self.given: dict[str, list[str]] = defaultdict(list)
        for row in tables["given_characters"]:
            for gender in ("m", "f") if row["gender"] not in ("m", "f") else (row["gender"],):
                self.given[gender].append(row["character"])
        self.titles: dict[str, Rows] = defaultdict(list)
        for row in tables["activities"]:
            self.titles[row["offering"]].append(row)
        self.said: dict[int, Rows] = defaultdict(list)
        for row in tables["feedback"]:
            self.said[int(row["stars"])].append(row)

    @classmethod
    def load(cls) -> Words:
        """Read every list."""
        tables: dict[str, Rows] = {}
        for path in sorted(data("demo/words").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                tables[path.stem] = list(csv.DictReader(file))
        return cls(tables)

    def full_name(self, rng: random.Random) -> str:
        """A family name by its frequency, one or two characters after it."""
        family = rng.choices(self.families, self.weights)[0]
        given = self.given[rng.choice("mf")]
        return family + "".join(rng.sample(given, 1 if rng.random() < 0.18 else 2))

    def organisation(self, area: str, n: int) -> str:
        """The n-th organisation's name, with its county."""
        rows = self.tables["organisations"]
        return rows[n % len(rows)]["zh"].format(area=area)

    def team(self, area: str, n: int) -> str:
        """The n-th team's name, with its county."""
        rows = self.tables["teams"]
        lap = n // len(rows)
        return rows[n % len(rows)]["zh"].format(area=area) + (f"（{lap + 1}队）" if lap else "")

    def activity(self, offering: Offering, area: str, area_en: str, rng: random.Random) -> tuple[str, str]:
        """A title in both languages; the offering's own name where there is no better one."""
        rows = self.titles.get(offering.code)
        if not rows:
            return offering.zh, offering.en
        row = rng.choice(rows)
        return row["zh"].format(area=area), row["en"].format(area=area_en)

    def need(self, rng: random.Random) -> Asked:
        """What somebody asks for."""
        row = rng.choice(self.tables["needs"])
        return Asked(row["offering"], int(row["urgency"]), row["zh"])

    def feedback(self, rng: random.Random, theme: str, side: str = "resident") -> tuple[int, str]:
        """Stars and, mostly, words that fit what was done: those of its theme, or those that fit anything."""
        stars = rng.choice(STARS)
        ours = [row for row in self.said[stars] if row["side"] == side and theme in (row["themes"].split() or [theme])]
        return stars, rng.choice(ours)["zh"] if ours and rng.random() < 0.75 else ""

    def decline(self, rng: random.Random) -> tuple[str, str]:
        """A reason and the words for it."""
        row = rng.choice(self.tables["declines"])
        return DECLINES.get(row["code"], Dispatch.Decline.OTHER), row["zh"]

    def address(self, area: str, prefix: str, rng: random.Random) -> str:
        """A door that does not exist: of a block in town, of a house in a village."""
        kind = "town" if area.endswith("社区") else "village"
        streets = [row for row in self.tables["streets"] if row["prefix"] == prefix] or self.tables["streets"]
        numbers: dict[str, Any] = {"n": rng.randint(1, 180), "block": rng.randint(1, 24), "unit": rng.randint(1, 4)}
        return rng.choice([row for row in self.tables["addresses"] if row["kind"] == kind])["zh"].format(
            area=area,
            street=rng.choice(streets)["zh"],
            building=rng.choice(self.tables["buildings"])["zh"],
            room=rng.randint(1, 6) * 100 + rng.randint(1, 4),
            group=rng.randint(1, 8),
            **numbers,
        )
