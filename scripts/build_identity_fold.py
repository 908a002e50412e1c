"""Write the table of character classes on which content ids rest to ``lexicon/data/identity.toml``.

    python scripts/build_identity_fold.py

The classes are the connected sets of Traditional and Simplified forms in OpenCC's character dictionaries
(Apache-2.0): whatever converter a copy went through, its characters stay in their class. The table is part of
the id scheme: running this again with another dictionary makes another scheme, which needs another name.
"""

from __future__ import annotations

from pathlib import Path

import opencc

from bulletin_nlp.resources import lexicon_file

DICTIONARIES = ("STCharacters", "TSCharacters", "TWVariants", "HKVariants")
HEADER = """\
# Character classes of the content id (text/identity.py); made by scripts/build_identity_fold.py from OpenCC's
# dictionaries (Apache-2.0). Part of the id scheme: never change it without a new scheme name.
scheme = "han-sha256-1"
# One class a word; its first character stands for all.
classes = \"\"\"
"""


def main() -> None:
    """Write the file."""
    folder = Path(opencc.__file__).parent / "dictionary"
    parent: dict[str, str] = {}

    def root(character: str) -> str:
        while parent.setdefault(character, character) != character:
            character = parent[character]
        return character

    # 陜 (U+965C) is written for 陝 by copies, and OpenCC does not know it.
    pairs = [("陜", "陕")]
    for name in DICTIONARIES:
        for line in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            key, values = line.split("\t")
            pairs += [(key, value) for value in values.split()]
    for a, b in pairs:
        if len(a) == len(b) == 1:
            first, second = sorted((root(a), root(b)))
            parent[second] = first
    classes: dict[str, list[str]] = {}
    for character in sorted(parent):
        classes.setdefault(root(character), []).append(character)
    words = sorted("".join(members) for members in classes.values() if len(members) > 1)
    lines = [" ".join(words[i : i + 30]) for i in range(0, len(words), 30)]
    lexicon_file("script.toml").with_name("identity.toml").write_text(
        HEADER + "\n".join(lines) + '\n"""\n', encoding="utf-8"
    )
    print(f"{len(words)} classes")


if __name__ == "__main__":
    main()
