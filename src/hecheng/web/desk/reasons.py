"""Why somebody is proposed, and why a seat stays empty: the engine's reasons in words, with our names for things."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from hecheng.domains.people.models.volunteers import LANGUAGES
from hecheng.domains.people.queries import masked_names, skills
from hecheng.domains.services.queries.needs import offering_names
from hecheng.engines.dispatch.wording import Key, Names, words
from hecheng.kernel.rows import NOBODY, as_uuid


class Reasons:
    """Says reasons; asks once for all names that they mention."""

    def __init__(self, reasons: Iterable[Mapping[str, Any]]) -> None:
        told = list(reasons)
        trades = [trade for reason in told if (trade := reason.get("trade_off"))]
        people = [reason.get("next") for reason in told] + [trade["person"] for trade in trades]
        self._people = masked_names(_ids(people))
        self._needs = offering_names(_ids(need for trade in trades for need in trade["leaves"]))
        self._skills = (
            {skill.bit: skill.name for skill in skills()} if any("funnel" in reason for reason in told) else {}
        )
        self._lang = "en" if (get_language() or "").startswith("en") else "zh"

    def say(self, reason: Mapping[str, Any]) -> str:
        """One reason in the reader's language; empty for none."""
        return words(reason, self._lang, self._names)

    @property
    def _names(self) -> Names:
        return Names(
            person=self._person,
            order=lambda key, lang: self._needs.get(as_uuid(str(key)) or NOBODY, "—"),
            skills=lambda mask, lang: self._named_skills(mask),
            language=lambda bit, lang: str(LANGUAGES[bit]),
        )

    def _person(self, key: Key, lang: str) -> str:
        return self._people.get(as_uuid(str(key)) or NOBODY, "—")

    def _named_skills(self, mask: int) -> str:
        between = "、" if self._lang == "zh" else ", "
        return between.join(name for bit, name in self._skills.items() if mask >> bit & 1)


def _ids(keys: Iterable[Any]) -> set[uuid.UUID]:
    return {found for key in keys if key is not None and (found := as_uuid(str(key)))}
