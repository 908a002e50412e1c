"""Train the classifier of measures that the package ships, and write its card.

    python scripts/train_tasks.py [--seed N]

Writes ``models/tasks.skops``, ``models/README.md`` and ``models/calibration.svg`` from ``corpora/measures``.
The same corpus, seed and version of scikit-learn give the same model.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import sklearn

from bulletin_nlp.extraction.task_model import load_task_model
from bulletin_nlp.extraction.task_types import by_cues
from bulletin_nlp.learn.measures import Measure, read_labels, read_measures
from bulletin_nlp.learn.task_training import Report, Trained, compare_candidates, train, write_model

ROOT = Path(__file__).resolve().parents[1]
CORPUS, MODELS = ROOT / "corpora" / "measures", ROOT / "models"
TEMPLATE = Path(__file__).resolve().with_name("task_card.md")


def keyword_rules(measures: list[Measure]) -> float:
    """Return the macro-averaged F1 of the weighted cue words of ``tasks.toml``."""
    from sklearn.metrics import f1_score

    found = [by_cues(measure.text) or "none" for measure in measures]
    return float(f1_score([measure.label for measure in measures], found, average="macro"))


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
    seed: int = parser.parse_args().seed
    start = time.perf_counter()
    labels = read_labels(CORPUS / "labels.toml")
    measures = read_measures(CORPUS, labels)
    trained = train(measures, labels, seed)
    MODELS.mkdir(exist_ok=True)
    write_model(trained, labels, MODELS / "tasks.skops")
    print(f"trained and written in {time.perf_counter() - start:.0f} s")
    scores = {"keyword rules": keyword_rules(measures), **compare_candidates(measures, seed)}
    for name, score in scores.items():
        print(f"{name:40} {score:.3f}")
    version = load_task_model(MODELS / "tasks.skops").version
    (MODELS / "README.md").write_text(card(trained, scores, measures, version, seed), encoding="utf-8")
    (MODELS / "calibration.svg").write_text(curve(trained.report), encoding="utf-8")
    print(f"version {version}, macro F1 {trained.report.f1:.3f}, {time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
