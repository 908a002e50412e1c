"""Train the classifier of measures that the package ships, and write its card.

    python scripts/train_tasks.py [--seed N] [--spacy]

Writes ``models/tasks.skops``, ``models/README.md`` and ``models/calibration.svg`` from ``corpora/measures``.
The same corpus, seed and version of scikit-learn give the same model. ``--spacy`` measures spaCy's text
categoriser as well, which takes a minute.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import sklearn

from bulletin_nlp.extraction.task_model import load_task_model, normalised
from bulletin_nlp.extraction.task_types import by_cues
from bulletin_nlp.learn.measures import Measure, read_labels, read_measures
from bulletin_nlp.learn.task_training import (
    Report,
    Trained,
    compare_candidates,
    grouped_folds,
    train,
    write_model,
)

ROOT = Path(__file__).resolve().parents[1]
CORPUS, MODELS = ROOT / "corpora" / "measures", ROOT / "models"
TEMPLATE = Path(__file__).resolve().with_name("task_card.md")


def keyword_rules(measures: list[Measure]) -> float:
    """Return the macro-averaged F1 of the weighted cue words of ``tasks.toml``."""
    from sklearn.metrics import f1_score

    found = [by_cues(measure.text) or "none" for measure in measures]
    return float(f1_score([measure.label for measure in measures], found, average="macro"))


def spacy_textcat(measures: list[Measure], seed: int) -> float:
    """Return the macro-averaged F1 of spaCy's text categoriser (bag of n-grams over characters)."""
    import random

    import numpy as np
    import spacy
    from sklearn.metrics import f1_score
    from spacy.training import Example

    architecture = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 3,
        "no_output_layer": False,
        "length": 262144,
    }
    texts, truth = [normalised(m.text) for m in measures], np.array([m.label for m in measures])
    names, found = sorted(set(truth)), truth.copy()
    for learn, test in grouped_folds(measures, seed):
        spacy.util.fix_random_seed(seed)
        nlp = spacy.blank("zh")
        categoriser = nlp.add_pipe("textcat", config={"model": architecture})
        for name in names:
            categoriser.add_label(name)  # type: ignore[attr-defined]
        examples = [
            Example.from_dict(nlp.make_doc(texts[i]), {"cats": {n: float(n == truth[i]) for n in names}})
            for i in learn
        ]
        optimizer = nlp.initialize(lambda given=examples: given[:200])
        for _ in range(12):
            random.shuffle(examples)
            for batch in spacy.util.minibatch(examples, 32):
                nlp.update(batch, sgd=optimizer)
        for index, doc in zip(test, nlp.pipe(texts[i] for i in test), strict=True):
            found[index] = max(doc.cats, key=doc.cats.__getitem__)
    return float(f1_score(truth, found, average="macro"))


def curve(report: Report) -> str:
    """Return the calibration curve as a picture: promised probability across, share right upwards."""
    size, edge = 320, 40
    span = size - 2 * edge
    total = sum(count for _, _, count in report.curve)

    def at(confidence: float, right: float) -> tuple[float, float]:
        return edge + span * confidence, size - edge - span * right

    dots = "".join(
        f'<circle cx="{at(c, r)[0]:.1f}" cy="{at(c, r)[1]:.1f}" r="{3 + 9 * (n / total) ** 0.5:.1f}"/>'
        for c, r, n in report.curve
    )
    ticks = "".join(
        f'<text x="{at(v, 0)[0]:.0f}" y="{size - edge + 16}">{v:.1f}</text>'
        f'<text x="{edge - 18}" y="{at(0, v)[1] + 4:.0f}">{v:.1f}</text>'
        for v in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        'font-family="sans-serif" font-size="11" text-anchor="middle">'
        f'<rect width="{size}" height="{size}" fill="white"/>'
        f'<path d="M{edge} {size - edge}H{size - edge}M{edge} {size - edge}V{edge}" '
        'stroke="black" fill="none"/>'
        f'<path d="M{edge} {size - edge}L{size - edge} {edge}" stroke="gray" stroke-dasharray="4"/>'
        f'<g fill="#1f77b4" fill-opacity="0.7">{dots}</g><g fill="black">{ticks}'
        f'<text x="{size / 2}" y="{size - 6}">promised probability</text>'
        f'<text x="12" y="{size / 2}" transform="rotate(-90 12 {size / 2})">share right</text></g></svg>\n'
    )


def card(trained: Trained, scores: dict[str, float], measures: list[Measure], version: str, seed: int) -> str:
    """Return the model's card as Markdown."""
    report = trained.report
    candidates = "\n".join(f"| {name} | {score:.3f} |" for name, score in scores.items())
    rows = ((name, n, p, r, f) for name, (p, r, f, n) in report.per_label.items())
    labels = "\n".join(f"| `{name}` | {n} | {p:.3f} | {r:.3f} | {f:.3f} |" for name, n, p, r, f in rows)
    return TEMPLATE.read_text(encoding="utf-8").format(
        version=version,
        sklearn=sklearn.__version__,
        seed=seed,
        measures=len(measures),
        groups=len({measure.group for measure in measures}),
        candidates=candidates,
        labels=labels,
        f1=report.f1,
        error=report.error,
        raw_error=report.raw_error,
        temperature=trained.temperature,
        threshold=trained.threshold,
    )


def main() -> None:
    """Train, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--spacy", action="store_true")
    arguments = parser.parse_args()
    seed: int = arguments.seed
    start = time.perf_counter()
    labels = read_labels(CORPUS / "labels.toml")
    measures = read_measures(CORPUS, labels)
    trained = train(measures, labels, seed)
    MODELS.mkdir(exist_ok=True)
    write_model(trained, labels, MODELS / "tasks.skops")
    print(f"trained and written in {time.perf_counter() - start:.0f} s")
    scores = {"keyword rules": keyword_rules(measures), **compare_candidates(measures, seed)}
    if arguments.spacy:
        scores["spaCy textcat, n-grams of characters"] = spacy_textcat(measures, seed)
    for name, score in scores.items():
        print(f"{name:40} {score:.3f}")
    version = load_task_model(MODELS / "tasks.skops").version
    (MODELS / "README.md").write_text(card(trained, scores, measures, version, seed), encoding="utf-8")
    (MODELS / "calibration.svg").write_text(curve(trained.report), encoding="utf-8")
    print(f"version {version}, macro F1 {trained.report.f1:.3f}, {time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
