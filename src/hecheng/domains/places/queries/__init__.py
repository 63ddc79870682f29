"""Reading places; one import for everybody: `from hecheng.domains.places import queries`."""

from hecheng.domains.places.queries.coverage import KIND_OF_LEVEL, CountyCoverage, Covered, coverage, uncovered
from hecheng.domains.places.queries.sites import Near, map_features, nearest, position_of, site, site_chain, sites

__all__ = [
    "KIND_OF_LEVEL",
    "CountyCoverage",
    "Covered",
    "Near",
    "coverage",
    "map_features",
    "nearest",
    "position_of",
    "site",
    "site_chain",
    "sites",
    "uncovered",
]
