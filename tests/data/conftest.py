"""The shipped data, read once."""

import json
import lzma

import pytest

from tests.data.shipped import DATA, rows


@pytest.fixture(scope="session")
def divisions() -> dict[str, dict[str, str]]:
    """Code → division."""
    return {row["code"]: row for row in rows("areas/divisions.csv.xz")}


@pytest.fixture(scope="session")
def outlines() -> dict:
    """The feature collection."""
    return json.loads(lzma.decompress((DATA / "areas/outlines.geojson.xz").read_bytes()))


@pytest.fixture(scope="session")
def positions() -> dict[str, tuple[float, float]]:
    """Code → (lon, lat)."""
    return {row["code"]: (float(row["lon"]), float(row["lat"])) for row in rows("areas/positions.csv.xz")}
