"""How the tests read the files below data/."""

import csv
import io
import lzma
import sys
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"
sys.path.insert(0, str(DATA / "areas"))


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file below data/, packed or plain."""
    raw = (DATA / name).read_bytes()
    text = (lzma.decompress(raw) if name.endswith(".xz") else raw).decode()
    return list(csv.DictReader(io.StringIO(text), strict=True))
