"""Build the dated table of divisions from the published code sets.

Sources (see ``docs/data-card-divisions.md``), all facts, none of their texts:

* ``--statistical``: folder with ``provinces.csv``, ``cities.csv``, ``areas.csv``, ``streets.csv`` (codes
  of 2023-06-30) and ``HK-MO-TW.json``;
* ``--changes``: tab-separated renamings and mergers with the day of approval;
* ``--predecessors``: tab-indented list of names whose county codes still are those before a renaming (gzip);
* ``--civil-affairs``: folder with ``divisions_v1.json``, ``townships_v1.json`` (codes of 2026-09) and
  ``historical_changes_v1.json`` (yearly differences of the code book).

The result is one gzip file of tab-separated lines, sorted by code, the same bytes for the same sources.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

STATISTICAL_DATE = date(2023, 6, 30)
#: Changes before this year name divisions that no bulletin of the field mentions.
FIRST_YEAR = 2000

#: The peoples of the autonomous divisions, left out of a short name (longest first).
PEOPLES = (
    "维吾尔族 蒙古族 哈萨克族 柯尔克孜族 土家族 朝鲜族 藏族 羌族 彝族 苗族 侗族 布依族 壮族 傣族 哈尼族 白族 "
    "景颇族 傈僳族 回族 满族 瑶族 畲族 黎族 仫佬族 毛南族 仡佬族 水族 纳西族 独龙族 怒族 普米族 拉祜族 佤族 "
    "布朗族 锡伯族 塔吉克族 达斡尔族 鄂温克族 鄂伦春族 土族 撒拉族 裕固族 各族"
)
_PEOPLE = (
    "(?:"
    + "|".join(
        people if len(people) == 2 else people.removesuffix("族") + "族?" for people in PEOPLES.split(" ")
    )
    + ")"
)
_AUTONOMOUS = re.compile(rf"^(.+?)(?:{_PEOPLE})+(自治区|自治州|自治县|自治旗)$")
_PLAIN_SUFFIX = re.compile(
    r"(特别行政区|自治区|自治州|自治县|自治旗|地区|新区|林区|特区|省|市|盟|州|县|区|旗)$"
)
_TOWNSHIP = re.compile(r"(街道|镇|乡|苏木|地区)$")
_ZONE = re.compile(
    r"开发区|园区|示范区|管理区|产业|农场|林场|牧场|虚拟|直辖|风景|旅游|保税|试验区|办事处|[（(、]"
)

#: Names that the rule above would spoil or that usage shortens otherwise.
SHORT_NAMES = {
    "内蒙古自治区": ["内蒙古"],
    "广西壮族自治区": ["广西"],
    "西藏自治区": ["西藏"],
    "宁夏回族自治区": ["宁夏"],
    "新疆维吾尔自治区": ["新疆"],
    "积石山保安族东乡族撒拉族自治县": ["积石山", "积石山县"],
    "河南蒙古族自治县": ["河南县"],
    "浦东新区": ["浦东"],
    "滨海新区": [],
    "两江新区": [],
    "克孜勒苏柯尔克孜自治州": ["克孜勒苏", "克州"],
    "巴音郭楞蒙古自治州": ["巴音郭楞", "巴州"],
    "博尔塔拉蒙古自治州": ["博尔塔拉", "博州"],
    "鄂温克族自治旗": ["鄂温克旗"],
    "鄂伦春自治旗": ["鄂伦春旗"],
    "莫力达瓦达斡尔族自治旗": ["莫力达瓦", "莫力达瓦旗", "莫旗"],
    "东乡族自治县": ["东乡县"],
    "地区": [],
}

#: Abolished divisions whose code or successor none of the sources gives: code, name, successor, approval.
SUPPLEMENT = [
    ("230105", "太平区", "230104", "2004-02-04"),
    ("650108", "东山区", "650109", "2007-06-30"),
    ("330103", "下城区", "330105", "2021-04-09"),
    ("230703", "南岔区", "230726", "2019-06-29"),
    ("230709", "金山屯区", "230751", "2019-06-29"),
    ("230712", "汤旺河区", "230723", "2019-06-29"),
]

#: Abolished divisions that several took the place of, of which the sources name one.
DIVIDED: dict[tuple[str | None, str], list[str]] = {("371200", "莱芜市"): ["370116", "370117"]}


@dataclass
class Row:
    """One line of the table."""

    code: str | None
    name: str
    level: str
    parent: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: list[str] = field(default_factory=list)


def level_of(code: str) -> str:
    """Return the level letter of a six-digit code."""
    if code.endswith("0000"):
        return "p"
    return "c" if code.endswith("00") else "d"


def parent_of(code: str, known: set[str]) -> str | None:
    """Return the parent's code: the prefecture where there is one, else the province."""
    if code.endswith("0000"):
        return None
    prefecture = f"{code[:4]}00"
    if not code.endswith("00") and prefecture in known:
        return prefecture
    return f"{code[:2]}0000"


def short_names(name: str, level: str) -> list[str]:
    """Return the short names of a division by rule: never of one character, never for townships."""
    if level == "t":
        return []
    if name in SHORT_NAMES:
        return SHORT_NAMES[name]
    match = _AUTONOMOUS.match(name)
    if match and match.group(2) != "自治区":  # 大理, and 大理州 as usage has it
        return [match.group(1), match.group(1) + match.group(2)[-1]]
    short = _PLAIN_SUFFIX.sub("", name)
    return [short] if len(short) > 1 and short != name else []


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Table:
    """The rows under construction, found by code and name."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str | None, str], Row] = {}
        self.prefectures: set[str] = set()

    def add(self, code: str | None, name: str, level: str, parent: str | None, **dates: Any) -> Row:
        """Add a row unless its code and name are known; return it."""
        return self.rows.setdefault((code, name), Row(code, name, level, parent, **dates))

    def add_statistical(self, folder: Path) -> None:
        """Add the divisions of 2023: provinces to townships, without zones and placeholders."""
        for row in read_csv(folder / "provinces.csv"):
            self.add(f"{row['code']}0000", row["name"], "p", None)
        for row in read_csv(folder / "cities.csv"):
            if row["name"].endswith(("市", "州", "盟", "地区")):
                code = f"{row['code']}00"
                self.prefectures.add(code)
                self.add(code, row["name"], "c", f"{row['provinceCode']}0000")
        zones: set[str] = set()
        for row in read_csv(folder / "areas.csv"):
            code, name = row["code"], row["name"]
            if "71" <= code[4:] <= "79" or not name.endswith(("区", "县", "市", "旗")):
                zones.add(code)
                continue
            if code == "620201":  # 嘉峪关市 has no counties; the code repeats the city
                zones.add(code)
                continue
            self.add(code, name, "d", parent_of(code, self.prefectures))
        for row in read_csv(folder / "streets.csv"):
            code, name = row["code"], row["name"]
            area = row["areaCode"]
            parent: str | None = area
            if area in zones or area not in {c for c, _ in self.keys_of(area)}:
                parent = f"{row['cityCode']}00" if f"{row['cityCode']}00" in self.prefectures else None
            name = self.without_parent(name, area, f"{row['cityCode']}00")
            if _TOWNSHIP.search(name) and not _ZONE.search(name) and len(name) > 2:
                self.add(code, name, "t", parent or f"{row['provinceCode']}0000")

    def without_parent(self, name: str, *parents: str) -> str:
        """Return a township's name without the county's or city's before it (济源市沁园街道)."""
        for parent in parents:
            for _, parent_name in self.keys_of(parent):
                rest = name.removeprefix(parent_name)
                if rest != name and len(rest) > 2:
                    return rest
        return name

    def keys_of(self, code: str) -> list[tuple[str | None, str]]:
        """Return the keys of a code (indexed lazily: codes are only added before townships are)."""
        if not hasattr(self, "_by_code"):
            self._by_code: dict[str | None, list[tuple[str | None, str]]] = {}
            for key in self.rows:
                self._by_code.setdefault(key[0], []).append(key)
        return self._by_code.get(code, [])

    def add_outlying(self, path: Path) -> None:
        """Add Hong Kong, Macao and Taiwan; below the province no code is known."""
        content = json.loads(path.read_text(encoding="utf-8"))
        codes = {"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}
        for name, parts in content.items():
            self.add(codes[name], name, "p", None)
            for part, names in parts.items():
                if name == "台湾省":
                    self.add(None, part, "c", codes[name])
                else:
                    for district in names:
                        self.add(None, re.sub(r"（.*）", "", district), "d", codes[name])

    def add_civil_affairs(self, folder: Path) -> dict[tuple[str, str], str]:
        """Add what is newer than the statistical codes; return township codes by county and name."""
        content = json.loads((folder / "divisions_v1.json").read_text(encoding="utf-8"))["provinces"]
        current: set[str] = set()
        for province in content.values():
            code = (province["code"] or "")[:6]
            if not code:
                continue
            current.add(code)
            for prefecture in province["cities"].values():
                city_code = (prefecture["code"] or "")[:6]
                if city_code:
                    current.add(city_code)
                for county, county_code in prefecture["counties"].items():
                    county_code = county_code[:6]
                    current.add(county_code)
                    if (county_code, county) not in self.rows:
                        self.add(
                            county_code,
                            county,
                            "d",
                            parent_of(county_code, self.prefectures),
                            valid_from=STATISTICAL_DATE + timedelta(1),
                        )
        known = {(row.parent, row.name) for row in self.rows.values() if row.level == "t"}
        codes = {row.code for row in self.rows.values()}
        by_name: dict[tuple[str, str], str] = {}
        townships = json.loads((folder / "townships_v1.json").read_text(encoding="utf-8"))
        for county_code, county_townships in townships.items():
            county_code = county_code[:6]
            for name, code in county_townships["townships"].items():
                code, name = code[:9], self.without_parent(name, county_code)
                by_name[county_code, name] = code
                proper = _TOWNSHIP.search(name) and not _ZONE.search(name) and len(name) > 2
                if proper and (county_code, name) not in known:
                    self.add(
                        code if code not in codes else None,
                        name,
                        "t",
                        county_code,
                        valid_from=STATISTICAL_DATE + timedelta(1),
                    )
        return by_name

    def add_yearly_changes(self, path: Path) -> None:
        """Add abolished divisions and date the new ones, to the year.

        A difference of two yearly code books dates a change to a year; the old name is therefore kept valid
        to the year's last day and the new one from its first.
        """
        events = json.loads(path.read_text(encoding="utf-8"))["events"]
        for event in sorted(events, key=lambda e: -int(e["year"])):
            if event["year"] < FIRST_YEAR or event["type"] in ("区划调整", "划转", "驻地迁移"):
                continue
            self._add_change(event)

    def _add_change(self, event: dict[str, Any]) -> None:
        year = int(event["year"])
        old, new = event["old"] or {}, event["new"] or {}
        old_key = ((old.get("code") or "")[:6] or None, old.get("name"))
        new_key = ((new.get("code") or "")[:6] or None, new.get("name"))
        if old_key == new_key:
            return
        new_row = self.rows.get(new_key) if new_key[0] else None
        if new_row is not None and event["type"] != "撤销":
            first = date(year, 1, 1)
            if new_row.valid_from is None or new_row.valid_from == STATISTICAL_DATE + timedelta(1):
                new_row.valid_from = first
        name = old_key[1]
        if not old_key[0] or not name or not name.endswith(("区", "县", "市", "旗", "州", "盟", "省")):
            return
        if name in ("市辖区", "县", "市区") or "特区" in name:
            return
        row = self.rows.get(old_key)
        if row is None:
            code = old_key[0]
            parent = (old.get("parent_code") or "")[:6] or None
            if parent and parent[2:] in ("0100", "0200") and parent[:2] in ("11", "12", "31", "50"):
                parent = f"{parent[:2]}0000"
            row = self.add(code, name, level_of(code), parent or parent_of(code, self.prefectures))
            row.valid_to = date(year, 12, 31)
        elif event["type"] == "撤销":
            row.valid_to = date(year, 12, 31)
        else:
            return
        # Where the source's own match by name leads into another province, it met a namesake.
        if new_key[0] and new_key[0][:2] == old_key[0][:2] and event["type"] != "码位改派":
            row.successors.append(new_key[0])

    def add_dated_changes(self, path: Path, predecessors: dict[tuple[str, str], str]) -> None:
        """Date changes to the day of approval; the old name stays in use until the year's end."""
        by_name: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows.values():
            if row.level in "pcd" and row.code:
                by_name.setdefault((row.code[:2], row.name), []).append(row)
        provinces = {row.name: row.code for row in self.rows.values() if row.level == "p"}
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = [part.strip() for part in re.split(r"\t|=>", line)]
            day = date.fromisoformat(fields[0])
            columns = [f for f in fields[2:] if f]
            old_fields, new_fields = re.split(r"=>", line)
            old_names = [f.strip() for f in old_fields.split("\t")[2:]][::2]
            new_names = [f.strip() for f in new_fields.split("\t")]
            province = provinces.get(columns[0])
            if province is None or len(old_names) != len(new_names):
                continue
            old_name, new_name = old_names[-1], new_names[-1]
            candidates = by_name.get((province[:2], new_name), [])
            new_row = self._within(candidates, new_names[-2] if len(new_names) > 2 else None)
            if new_row is None or old_name == new_name:
                continue
            new_row.valid_from = day
            # 桥东区 and 城区 stand in several prefectures of one province: the line says of which it speaks.
            prefecture = old_names[-2] if len(old_names) > 2 else None
            old_row = self._within(by_name.get((province[:2], old_name), []), prefecture, skip=new_row)
            last = date(day.year + (day.month >= 10), 12, 31)
            if old_row is None:
                old_code = predecessors.get((province[:2], new_name))
                if old_code in (None, new_row.code) and new_row.level == "c":
                    old_code = new_row.code
                if old_code is None or (old_code == new_row.code and new_row.level != "c"):
                    continue
                old_row = self.add(old_code, old_name, new_row.level, new_row.parent)
            elif old_row.valid_to is None and old_row.code == new_row.code:
                continue
            old_row.valid_to = last
            if new_row.code and new_row.code not in old_row.successors:
                old_row.successors.append(new_row.code)

    def add_supplement(self) -> None:
        """Add what the sources lack, by the rule of the dated changes."""
        for code, name, successor, approved in SUPPLEMENT:
            row = self.add(code, name, "d", parent_of(code, self.prefectures))
            row.valid_to = date(date.fromisoformat(approved).year, 12, 31)
            row.successors = [successor]
        for key, successors in DIVIDED.items():
            self.rows[key].successors = successors

    def _within(self, rows: list[Row], prefecture: str | None, skip: Row | None = None) -> Row | None:
        rows = [row for row in rows if row is not skip]
        if prefecture is not None:
            codes = {row.code for row in self.rows.values() if row.level == "c" and row.name == prefecture}
            # A prefecture that the sources no longer know cannot tell namesakes apart.
            rows = [row for row in rows if row.parent in codes or not codes]
        return rows[0] if len(rows) == 1 else next((r for r in rows if r.valid_to is None), None)

    def close(self, townships: dict[tuple[str, str], str]) -> None:
        """Follow every successor to what stands today, and townships of abolished counties with them."""
        current = {row.code for row in self.rows.values() if row.valid_to is None and row.code}
        successors: dict[str, list[str]] = {}
        for row in self.rows.values():
            if row.code and row.valid_to is not None:
                successors.setdefault(row.code, []).extend(row.successors)

        def today(code: str, seen: frozenset[str]) -> list[str]:
            if code in current or code in seen:
                return [code] if code in current else []
            found: list[str] = []
            for successor in successors.get(code, []):
                found.extend(today(successor, seen | {code}))
            return list(dict.fromkeys(found))

        for row in self.rows.values():
            if row.valid_to is not None:
                row.successors = list(
                    dict.fromkeys(code for s in row.successors for code in today(s, frozenset()))
                )
        ended = {r.code: r for r in self.rows.values() if r.valid_to is not None and r.code not in current}
        for row in list(self.rows.values()):
            county = ended.get(row.parent) if row.level == "t" and row.code else None
            if county is None:
                continue
            row.valid_to = county.valid_to
            row.successors = [
                townships[code, row.name] for code in county.successors if (code, row.name) in townships
            ]


def read_predecessors(path: Path) -> dict[tuple[str, str], str]:
    """Return county codes by province and name from a tab-indented list."""
    found: dict[tuple[str, str], str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("\t\t") and not line.startswith("\t\t\t"):
                fields = line.strip().split("\t")
                if len(fields) == 3 and len(fields[1]) == 6:
                    found[fields[1][:2], fields[0]] = fields[1]
    return found


def write(rows: list[Row], path: Path) -> None:
    """Write the table: code, name, level, parent, short names, valid from and to, codes of today."""
    lines = []
    for row in sorted(rows, key=lambda r: (r.code or "~", r.parent or "", r.name, str(r.valid_from))):
        parent = row.parent or ""
        if row.level == "t" and row.code and row.code[:6] == parent:
            parent = ""
        lines.append(
            "\t".join(
                [
                    row.code or "",
                    row.name,
                    row.level,
                    parent,
                    " ".join(short_names(row.name, row.level)),
                    row.valid_from.isoformat() if row.valid_from else "",
                    row.valid_to.isoformat() if row.valid_to else "",
                    " ".join(row.successors),
                ]
            ).rstrip("\t")
        )
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, compresslevel=9) as stream:
        stream.write(("\n".join(lines) + "\n").encode("utf-8"))
    path.write_bytes(buffer.getvalue())


def main() -> None:
    """Build the file from the sources named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statistical", type=Path, required=True)
    parser.add_argument("--changes", type=Path, required=True)
    parser.add_argument("--predecessors", type=Path, required=True)
    parser.add_argument("--civil-affairs", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("bulletin_nlp/lexicon/data/divisions.tsv.gz"))
    options = parser.parse_args()
    table = Table()
    table.add_statistical(options.statistical)
    table.add_outlying(options.statistical / "HK-MO-TW.json")
    townships = table.add_civil_affairs(options.civil_affairs)
    table.add_yearly_changes(options.civil_affairs / "historical_changes_v1.json")
    table.add_dated_changes(options.changes, read_predecessors(options.predecessors))
    table.add_supplement()
    table.close(townships)
    write(list(table.rows.values()), options.out)
    print(f"{len(table.rows)} divisions, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
