"""Pictures from strangers are checked, written anew and opened only by links that expire."""

import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.translation import override
from PIL import ExifTags, Image, ImageDraw, PngImagePlugin
from pytest_django import Settings

from hecheng.domains.files.actions import store_file
from hecheng.domains.files.models import StoredFile
from hecheng.domains.files.queries import link_for, open_link
from hecheng.domains.people.permissions import ANYONE, Actor
from hecheng.kernel import clock
from hecheng.kernel.errors import Invalid, Missing, NotAllowed

SYSTEM = Actor.system()
HOME = (123.957, 47.318)


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path, db: None) -> None:
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": backend}


def photo(form: str = "JPEG", size: tuple[int, int] = (1600, 1200), **how: object) -> bytes:
    """A picture with a dark left half, so that turning it is seen."""
    image = Image.new("RGB", size, "#f5f0e6")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill="#1b7f79")
    target = io.BytesIO()
    image.save(target, form, **how)
    return target.getvalue()


def by_camera(orientation: int = 1) -> bytes:
    """As a telephone writes it: with time, position and the way it was held."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Crane Phone 9"
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:23 09:30:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (47.0, 19.0, 4.8)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (123.0, 57.0, 25.2)
    return photo(exif=exif, comment=b"my kitchen")


def keep(content: bytes, name: str = "photo.jpg", *, evidence: bool = False) -> StoredFile:
    return store_file(by=SYSTEM, stream=io.BytesIO(content), name=name, purpose="headcount", keep_evidence=evidence)


def kept_bytes(path: str) -> bytes:
    with default_storage.open(path) as file:
        return file.read()


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_picture_is_kept_with_its_hashes_and_two_smaller_copies(form: str, media_type: str) -> None:
    sent = photo(form)
    file = keep(sent)
    kept = kept_bytes(file.path)
    assert (file.media_type, file.bytes, file.width, file.height) == (media_type, len(kept), 1600, 1200)
    assert bytes(file.original_sha256) == hashlib.sha256(sent).digest()
    assert bytes(file.sha256) == hashlib.sha256(kept).digest()
    copies = {copy.edge: (copy.width, copy.height) for copy in file.renditions.all()}
    assert copies == {320: (320, 240), 1280: (1280, 960)}
    with Image.open(io.BytesIO(kept_bytes(file.renditions.get(edge=320).path))) as small:
        assert (small.format, small.size) == ("WEBP", (320, 240))


def test_home_time_and_telephone_do_not_travel_with_the_picture() -> None:
    sent = by_camera()
    assert b"Crane Phone 9" in sent
    file = keep(sent)
    for path in (file.path, *file.renditions.values_list("path", flat=True)):
        kept = kept_bytes(path)
        assert b"Crane Phone" not in kept
        assert b"my kitchen" not in kept
        with Image.open(io.BytesIO(kept)) as image:
            assert not image.getexif()
            assert not {"exif", "comment", "xmp", "icc_profile"} & set(image.info)
    assert (file.captured_at, file.captured_lon, file.captured_lat) == (None, None, None)


def test_evidence_keeps_time_and_place_apart_from_the_picture() -> None:
    file = StoredFile.objects.get(pk=keep(by_camera(), evidence=True).pk)
    assert file.captured_at == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    assert (file.captured_lon, file.captured_lat) == pytest.approx(HOME)
    with Image.open(io.BytesIO(kept_bytes(file.path))) as image:
        assert not image.getexif()


def test_a_picture_held_sideways_is_kept_upright() -> None:
    file = keep(by_camera(orientation=6))
    assert (file.width, file.height) == (1200, 1600)
    with Image.open(io.BytesIO(kept_bytes(file.path))) as image:
        top, bottom = image.getpixel((600, 100)), image.getpixel((600, 1500))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] < 100 < bottom[0]


def test_words_inside_a_png_are_left_behind() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "王芳 13800138000")
    file = keep(photo("PNG", pnginfo=words), "shot.png")
    assert b"13800138000" not in kept_bytes(file.path)


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are an enormous picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


REFUSED = {
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "file_type"),
    "a page named jpg": (b"<!doctype html><script>alert(1)</script>", "file_type"),
    "nothing": (b"", "file_type"),
    "a GIF": (photo("GIF", (40, 40)), "file_type"),
    "a TIFF": (photo("TIFF", (40, 40)), "file_type"),
    "a picture cut off": (photo()[:9000], "file_damaged"),
    "a PNG cut off": (photo("PNG")[:600], "file_damaged"),
    "100 million pixels": (png_that_claims(10_000, 10_000), "file_pixels"),
    "a bomb": (png_that_claims(60_000, 60_000), "file_pixels"),
    "pixels that are not there": (png_that_claims(6_000, 6_000), "file_damaged"),
    "more than 10 MB": (photo() + b"\0" * (10 * 1024 * 1024), "file_size"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_good_picture_is_refused_with_a_sentence_in_both_languages(what: str, tmp_path: Path) -> None:
    content, code = REFUSED[what]
    with pytest.raises(Invalid) as refused:
        keep(content, "photo.jpg")
    assert (refused.value.code, refused.value.field) == (code, "file")
    with override("en"):
        assert refused.value.sentence.isascii()
    with override("zh-hans"):
        assert not refused.value.sentence.isascii()
    assert not StoredFile.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_nonsense_in_exif_is_no_reason_to_refuse() -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "yesterday"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (947.0, 0.0, 0.0)
    file = keep(photo(exif=exif), evidence=True)
    assert (file.captured_at, file.captured_lon) == (None, None)


def test_the_public_stores_nothing() -> None:
    with pytest.raises(NotAllowed):
        store_file(by=ANYONE, stream=io.BytesIO(photo()), name="x.jpg", purpose="headcount")


def test_a_name_with_folders_is_only_a_name() -> None:
    file = keep(photo(), "../../etc\\passwd.jpg")
    assert file.name == "passwd.jpg"
    assert ".." not in file.path


def test_a_link_opens_the_file_or_its_copy_until_it_expires() -> None:
    file = keep(photo())
    began = clock.now()
    with clock.at(began):
        whole, small = link_for(file), link_for(file, rendition=320)
        assert whole == link_for(file), "the browser keeps what it has loaded"
        answer = Client().get(whole)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"].startswith("private, ")
    assert b"".join(answer.streaming_content) == kept_bytes(file.path)  # type: ignore[attr-defined]  # a file answer
    assert Client().get(small)["Content-Type"] == "image/webp"
    with clock.at(began + timedelta(minutes=9)):
        assert Client().get(whole).status_code == 200
    with clock.at(began + timedelta(minutes=21)), pytest.raises(Missing) as refused:
        open_link(whole.removeprefix("/files/"))
    assert refused.value.code == "link_expired"


def test_a_link_that_was_changed_opens_nothing() -> None:
    file, other = keep(photo()), keep(photo("PNG"))
    token = link_for(file).removeprefix("/files/")
    for changed in (token.replace(file.pk.hex, other.pk.hex), token[:-1], "x", "a.b.c:d"):
        assert Client(headers={"accept": "application/json"}).get(f"/files/{changed}").status_code == 404


def test_a_file_whose_bytes_are_gone_is_missing_and_no_fault() -> None:
    file = keep(photo())
    default_storage.delete(file.path)
    assert Client(headers={"accept": "application/json"}).get(link_for(file)).status_code == 404
