"""Distances on the ground, WGS-84, km."""

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance (haversine), good to half a per cent."""
    half_dlat, half_dlon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(half_dlat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_dlon) ** 2
    return 2 * EARTH_KM * asin(sqrt(chord))


def plane_km(lon: float, lat: float, origin: tuple[float, float]) -> tuple[float, float]:
    """Kilometres east and north of `origin` (lon, lat) on a local plane; for one city, not for a country."""
    lon0, lat0 = origin
    return radians(lon - lon0) * EARTH_KM * cos(radians(lat0)), radians(lat - lat0) * EARTH_KM
