"""Make family_names.csv: `python make_family_names.py FILE`, FILE being chinese_family_names_1k.xlsx of
wainshine/Chinese-Names-Corpus (Apache-2.0). Needs python-calamine. `weight` is how often a name is met, as the file counts.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from python_calamine import CalamineWorkbook


def main(source: Path) -> None:
    """Write the names, most frequent first, equal ones in the order of their characters."""
    sheet = CalamineWorkbook.from_path(source).get_sheet_by_index(0).to_python(skip_empty_area=True)
    names = {str(name).strip(): int(weight) for name, weight in sheet[1:]}
    with (Path(__file__).parent / "family_names.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("name", "weight"))
        out.writerows(sorted(names.items(), key=lambda item: (-item[1], item[0])))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
