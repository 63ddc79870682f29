"""Pictures from strangers: only three formats are even tried, size is checked before decoding, metadata is left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from hecheng.kernel.clock import SHANGHAI
from hecheng.kernel.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
#: the formats that are tried, with their media types and how they are written anew
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_WRITTEN: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 86},
}
#: what broken or hostile bytes make decoders raise
_FAULTS = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError)


@dataclass(frozen=True)
class Evidence:
    """What the camera wrote: when (aware) and where (degrees WGS-84), as far as it did."""

    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Picture:
    """A decoded picture, upright, in RGB or RGBA, without metadata."""

    image: Image.Image
    format: str
    evidence: Evidence

    def encoded(self) -> bytes:
        """The picture written anew in its own format."""
        return _encoded(self.image, self.format)

    def smaller(self, edge: int) -> tuple[bytes, int, int]:
        """WebP whose longer side has at most `edge` pixels; bytes, width, height."""
        copy = self.image.copy()
        copy.thumbnail((edge, edge))
        return _encoded(copy, "WEBP"), copy.width, copy.height


def _encoded(image: Image.Image, form: str) -> bytes:
    target = BytesIO()
    image.save(target, form, **_WRITTEN[form])
    return target.getvalue()


def read_picture(content: bytes) -> Picture:
    """Decode bytes. Raises `Invalid` for other formats, for too many pixels, and for damaged pictures."""
    try:
        with Image.open(BytesIO(content), formats=tuple(FORMATS)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_large()
            form, evidence = str(opened.format), _evidence(opened)
            opened.load()
            image = ImageOps.exif_transpose(opened)
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except UnidentifiedImageError as other:
        raise Invalid("file_type", _("Please send the picture as JPEG, PNG or WebP."), field="file") from other
    except _FAULTS as broken:
        raise Invalid(
            "file_damaged", _("This picture is damaged or incomplete. Please send it again."), field="file"
        ) from broken
    sees_through = form != "JPEG" and ("A" in image.getbands() or "transparency" in image.info)
    image = image.convert("RGBA" if sees_through else "RGB")
    image.info.clear()  # colour profile, comments, XMP: encoders would copy them
    return Picture(image, form, evidence)


def _too_large() -> Invalid:
    return Invalid("file_pixels", _("This picture has too many pixels; 40 million are the most."), field="file")


def _evidence(image: Image.Image) -> Evidence:
    """Capture time and position from EXIF; nonsense there is no reason to refuse the picture."""
    try:
        exif = image.getexif()
        taken, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        return Evidence(_taken_at(taken), *_position(place))
    except (*_FAULTS, ZeroDivisionError, AttributeError):
        return Evidence()


def _taken_at(exif: dict[int, Any]) -> datetime | None:
    text = str(exif.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    if not text:
        return None
    taken = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  # cameras write wall clock time
    zone = str(exif.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    if zone:
        return datetime.strptime(f"{taken:%Y-%m-%d %H:%M:%S} {zone}", "%Y-%m-%d %H:%M:%S %z")
    return taken.replace(tzinfo=SHANGHAI)


def _position(gps: dict[int, Any]) -> tuple[float | None, float | None]:
    tags = ExifTags.GPS
    if tags.GPSLongitude not in gps or tags.GPSLatitude not in gps:
        return None, None
    lon = _degrees(gps[tags.GPSLongitude]) * (-1 if gps.get(tags.GPSLongitudeRef) == "W" else 1)
    lat = _degrees(gps[tags.GPSLatitude]) * (-1 if gps.get(tags.GPSLatitudeRef) == "S" else 1)
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else (None, None)


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
