"""A piece of the real ground: two counties of Qiqihar down to the village, from the shipped file."""

import csv
import io
import lzma
import tempfile
from pathlib import Path

from django.conf import settings

from hecheng.domains.areas.actions import load_divisions
from hecheng.domains.areas.models import Area
from hecheng.domains.people.permissions import Actor

SYSTEM = Actor.system()
#: prefixes: the city, two neighbouring counties
QIQIHAR, LONGSHA, JIANHUA = "2302", "230202", "230203"
#: villages: two of one county, one of the other
XINGONG, HUXI, MINLE = "230202001001", "230202002001", "230203002001"


def shipped(name: str) -> Path:
    """A file or folder of `data/`."""
    return Path(settings.SHARED_DATA) / name


def the_areas(*prefixes: str) -> None:
    """Load these subtrees (two counties by default) and what they are part of; again changes nothing."""
    wanted = prefixes or (LONGSHA, JIANHUA)
    if all(Area.objects.filter(code__startswith=prefix).exists() for prefix in wanted):
        return
    text = lzma.decompress(shipped("areas/divisions.csv.xz").read_bytes()).decode()
    read = csv.DictReader(io.StringIO(text))
    rows = [row for row in read if any(_belongs(row["code"], prefix) for prefix in wanted)]
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "divisions.csv"
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, read.fieldnames or [])
            writer.writeheader()
            writer.writerows(rows)
        load_divisions(by=SYSTEM, path=part)


def _belongs(code: str, prefix: str) -> bool:
    return code.startswith(prefix) or code in {prefix[:width].ljust(12, "0") for width in (2, 4, 6, 9)}
