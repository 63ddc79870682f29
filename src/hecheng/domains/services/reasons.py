"""Why somebody is proposed and why seats stay empty: kept as codes with ids, told in the reader's words.

The engine's sentences take names for what it knows only by number or id; here stand the persons, needs and skills.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from hecheng.domains.people.models import LANGUAGES, Person, Skill
from hecheng.domains.services.models import Need
from hecheng.engines.dispatch import Names, words

#: whoever is not known any more
UNKNOWN = "—"


@dataclass(frozen=True)
class Told:
    """The names that a page of reasons needs, asked for at once."""

    people: Mapping[str, str]
    needs: Mapping[str, str]
    skills: Mapping[int, str]

    @classmethod
    def of(cls, reasons: Iterable[Mapping[str, Any]]) -> Told:
        """At most three queries, whatever the rows."""
        rows = list(reasons)
        trades = [row["trade_off"] for row in rows if row.get("trade_off")]
        people = {row["next"] for row in rows if row.get("next")} | {trade["person"] for trade in trades}
        leaves = {need for trade in trades for need in trade["leaves"]}
        by_skill = any(step["rule"] == "skills" for row in rows for step in row.get("funnel", ()))
        persons = Person.objects.filter(pk__in=people).values_list("pk", "masked_name") if people else ()
        needs = Need.objects.filter(pk__in=leaves).select_related("offering").defer("address") if leaves else ()
        return cls(
            {str(pk): mask for pk, mask in persons},
            {str(need.pk): need.offering.name for need in needs},
            {skill.bit: skill.name for skill in Skill.objects.all()} if by_skill else {},
        )

    def words(self, reason: Mapping[str, Any]) -> str:
        """One reason of a line or gap as a sentence in the reader's language; empty for none."""
        english = (get_language() or "").startswith("en")
        return words(reason, "en" if english else "zh", self._names())

    def _names(self) -> Names:
        def skills(mask: int, language: str) -> str:
            held = [name for bit, name in sorted(self.skills.items()) if mask >> bit & 1]
            return ("、" if language == "zh" else ", ").join(held)

        return Names(
            person=lambda pk, _language: self.people.get(str(pk), UNKNOWN),
            order=lambda pk, _language: self.needs.get(str(pk), UNKNOWN),
            skills=skills,
            language=lambda number, _language: str(LANGUAGES[number]),
        )
