"""Sites as a city office opens them."""

import itertools
from typing import Any

from hecheng.domains.places.actions import open_place
from hecheng.domains.places.models import Kind, Place
from tests.factories.areas import SYSTEM, XINGONG, the_areas
from tests.factories.people import LAT, LON

_numbers = itertools.count(1)


def a_place(area: str = XINGONG, kind: str = Kind.STATION, **facts: Any) -> Place:
    """A site in an area, on the map; facts as in `open_place`."""
    the_areas()
    known = {"name": f"实践站{next(_numbers)}", "lon": LON, "lat": LAT} | facts
    return open_place(by=SYSTEM, kind=kind, area=area, **known)  # type: ignore[arg-type]  # as the caller gives them
