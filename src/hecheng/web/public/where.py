"""Where a reader stands: the area they chose, and a position from which distances are told."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from hecheng.domains.areas.models import Level
from hecheng.domains.places.queries import position_of
from hecheng.domains.services.queries.sessions import Near
from hecheng.kernel.scope import level_of, significant
from hecheng.web.shell.home import actor_of, home_area


@dataclass(frozen=True)
class Standpoint:
    """An area with a position in degrees WGS-84; `exact` when it is the reader's own home."""

    area: str
    lon: float | None
    lat: float | None
    exact: bool = False

    @property
    def prefix(self) -> str:
        return significant(self.area)

    @property
    def city(self) -> str:
        """Prefix of the city."""
        return self.area[:4]

    @property
    def county(self) -> str:
        """Prefix of the county, or of the city where none was chosen."""
        return self.prefix[:6]

    @property
    def is_near(self) -> bool:
        """Whether the position is good enough to speak of near and far."""
        return self.lon is not None and (self.exact or level_of(self.area) >= Level.TOWN)

    def within(self, km: float) -> Near | None:
        """The filter for what lies so near; None where the position says little."""
        if not self.is_near or self.lon is None or self.lat is None:
            return None
        return Near(self.lon, self.lat, km)


def standpoint(request: HttpRequest) -> Standpoint:
    """The reader's home if it lies in the area they look at, else the site of that area."""
    code, person = home_area(request), actor_of(request).person
    if person is not None and person.lon is not None and person.area.startswith(significant(code)):
        return Standpoint(code, person.lon, person.lat, exact=True)
    lon, lat = position_of(code) or (None, None)
    return Standpoint(code, lon, lat)
