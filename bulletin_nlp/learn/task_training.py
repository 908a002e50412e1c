"""Training the classifier of measures: candidates compared by groups, calibration, threshold, file."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.task_model import FORMAT, normalised
from bulletin_nlp.learn.measures import LabelSet, Measure

__all__ = [
    "CANDIDATES",
    "Report",
    "Trained",
    "calibration_error",
    "compare_candidates",
    "grouped_folds",
    "reliability_curve",
    "train",
    "write_model",
]

#: Groups are dealt to so many folds.
FOLDS = 5
#: Bins of the expected calibration error.
BINS = 10
#: Longest n-gram, least number of lines that hold one, strength of the model (C of scikit-learn): the best of
#: those tried by grouped cross-validation on the package's own corpus.
LONGEST, LEAST, STRENGTH = 2, 2, 10.0

Matrix = NDArray[np.float64]


def _characters() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer="char", ngram_range=(1, LONGEST), sublinear_tf=True, min_df=LEAST)


def _segmented(text: str) -> list[str]:
    import jieba

    jieba.setLogLevel("WARNING")
    return list(jieba.cut(text))


def _words() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        tokenizer=_segmented,
        token_pattern=None,
        lowercase=False,
        ngram_range=(1, 2),
        sublinear_tf=True,
        min_df=LEAST,
    )


def _shape(texts: Sequence[str]) -> Matrix:
    """Return what position and heading would tell: an ordinal, a heading before a stop, the length."""
    rows = [
        (
            float(text[:1] in "一二三四五六七八九十（第0首其再最"),
            float("。" in text[:16]),
            min(len(text), 100) / 100,
        )
        for text in texts
    ]
    return np.array(rows)


def _linear(seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, max_iter=3000, random_state=seed)


def _majority(seed: int) -> Any:
    from sklearn.dummy import DummyClassifier
    from sklearn.pipeline import make_pipeline

    return make_pipeline(_characters(), DummyClassifier(strategy="most_frequent"))


def _character_model(seed: int) -> Any:
    from sklearn.pipeline import Pipeline

    return Pipeline([("characters", _characters()), ("linear", _linear(seed))])


def _word_model(seed: int) -> Any:
    from sklearn.pipeline import make_pipeline

    return make_pipeline(_words(), _linear(seed))


def _both(seed: int) -> Any:
    from sklearn.pipeline import make_pipeline, make_union

    return make_pipeline(make_union(_characters(), _words()), _linear(seed))


def _with_shape(seed: int) -> Any:
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import FunctionTransformer

    return make_pipeline(make_union(_characters(), FunctionTransformer(_shape)), _linear(seed))


#: Every candidate of the table, simplest first; the second is what is trained.
CANDIDATES: dict[str, Callable[[int], Any]] = {
    "majority": _majority,
    "character TF-IDF + linear": _character_model,
    "jieba words TF-IDF + linear": _word_model,
    "characters and words": _both,
    "characters, ordinal, heading, length": _with_shape,
}


@dataclass(frozen=True, slots=True)
class Report:
    """How a model does on groups that it has not seen.

    ``f1`` is macro-averaged, ``per_label`` holds precision, recall, F1 and number of lines of each label;
    ``error`` is the expected calibration error with temperature, ``raw_error`` without; ``curve`` has mean
    confidence, share right and number of lines of each bin.
    """

    f1: float
    per_label: dict[str, tuple[float, float, float, int]]
    error: float
    raw_error: float
    curve: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained pipeline with what calibrates it."""

    pipeline: Any
    temperature: float
    threshold: float
    report: Report


def grouped_folds(measures: Sequence[Measure], seed: int = 0) -> list[tuple[Any, Any]]:
    """Return what is learnt from and what is measured on, fold by fold; a group is never in both.

    Args:
        measures: the corpus.
        seed: of the shuffle.

    Raises:
        BulletinError: ``corpus_invalid`` where the corpus has a single group.
    """
    from sklearn.model_selection import GroupKFold

    groups = [measure.group for measure in measures]
    count = min(FOLDS, len(set(groups)))
    if count < 2:
        raise BulletinError(
            "corpus_invalid", "the corpus has a single group", "give each bulletin's lines their own group"
        )
    folds = GroupKFold(n_splits=count, shuffle=True, random_state=seed)
    return list(folds.split(np.zeros(len(measures)), groups=groups))


def compare_candidates(measures: Sequence[Measure], seed: int = 0) -> dict[str, float]:
    """Return the macro-averaged F1 of every candidate by grouped cross-validation.

    Args:
        measures: the corpus.
        seed: of folds and models.
    """
    from sklearn.metrics import f1_score

    texts = np.array([normalised(measure.text) for measure in measures], dtype=object)
    labels = np.array([measure.label for measure in measures])
    scores = {}
    for name, make in CANDIDATES.items():
        predicted = labels.copy()
        for learn, test in grouped_folds(measures, seed):
            predicted[test] = make(seed).fit(texts[learn], labels[learn]).predict(texts[test])
        scores[name] = float(f1_score(labels, predicted, average="macro"))
    return scores


def _softmax(scores: Matrix, temperature: float) -> Matrix:
    scaled = (scores - scores.max(axis=1, keepdims=True)) / temperature
    exponents = np.exp(scaled)
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))


def _temperature(scores: Matrix, truth: NDArray[np.int64]) -> float:
    """Return the temperature that makes held-out labels likeliest."""
    from scipy.optimize import minimize_scalar

    def loss(logarithm: float) -> float:
        chosen = _softmax(scores, float(np.exp(logarithm)))[np.arange(len(truth)), truth]
        return float(-np.log(np.clip(chosen, 1e-12, None)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-1.5, 3), method="bounded").x))


def reliability_curve(
    probabilities: Matrix, truth: NDArray[np.int64]
) -> tuple[tuple[float, float, int], ...]:
    """Return mean confidence, share right and number of lines, by bins of the likeliest label's probability.

    Args:
        probabilities: lines × labels.
        truth: index of each line's label.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return tuple(
        (
            float(confidence[bins == index].mean()),
            float(right[bins == index].mean()),
            int((bins == index).sum()),
        )
        for index in range(BINS)
        if (bins == index).any()
    )


def calibration_error(probabilities: Matrix, truth: NDArray[np.int64]) -> float:
    """Return the expected calibration error: how far confidence and truth are apart, weighted by lines."""
    curve = reliability_curve(probabilities, truth)
    return sum(abs(confidence - right) * count for confidence, right, count in curve) / len(truth)


def _threshold(probabilities: Matrix, truth: NDArray[np.int64], none: int) -> float:
    """Return the least probability below which taking ``none`` gives the best macro-averaged F1."""
    from sklearn.metrics import f1_score

    best = (-1.0, 0.0)
    for limit in np.arange(0.2, 0.71, 0.05):
        chosen = np.where(probabilities.max(axis=1) < limit, none, probabilities.argmax(axis=1))
        best = max(best, (round(float(f1_score(truth, chosen, average="macro")), 4), -round(float(limit), 2)))
    return -best[1]


def train(measures: Sequence[Measure], labels: LabelSet, seed: int = 0) -> Trained:
    """Train the character model, calibrate it on held-out groups, and report how it does there.

    Args:
        measures: the corpus.
        labels: its label set.
        seed: the same seed gives the same model.

    Raises:
        BulletinError: ``corpus_invalid`` where the corpus has a single group.
    """
    from sklearn.metrics import precision_recall_fscore_support

    texts = np.array([normalised(measure.text) for measure in measures], dtype=object)
    names = np.array([measure.label for measure in measures])
    order = sorted(set(names.tolist()))
    truth = np.array([order.index(name) for name in names], dtype=np.int64)
    held_out = np.zeros((len(measures), len(order)))
    fold_of = np.zeros(len(measures), dtype=np.int64)
    for number, (learn, test) in enumerate(grouped_folds(measures, seed)):
        model = _character_model(seed).fit(texts[learn], names[learn])
        scores = model.decision_function(texts[test])
        if scores.ndim == 1:  # two labels: one score, that of the second
            scores = np.stack([-scores / 2, scores / 2], axis=1)
        columns = [order.index(name) for name in model.classes_]
        held_out[test] = -30.0
        held_out[np.ix_(test, columns)] = scores
        fold_of[test] = number
    # each fold's temperature comes from the others, so that the error reported is one on unseen groups
    probabilities = np.zeros_like(held_out)
    for number in range(int(fold_of.max()) + 1):
        inside = fold_of == number
        probabilities[inside] = _softmax(held_out[inside], _temperature(held_out[~inside], truth[~inside]))
    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, lines = precision_recall_fscore_support(
        truth, predicted, labels=range(len(order)), zero_division=0
    )
    report = Report(
        f1=float(f1.mean()),
        per_label={
            name: (float(precision[i]), float(recall[i]), float(f1[i]), int(lines[i]))
            for i, name in enumerate(order)
        },
        error=calibration_error(probabilities, truth),
        raw_error=calibration_error(_softmax(held_out, 1.0), truth),
        curve=reliability_curve(probabilities, truth),
    )
    return Trained(
        pipeline=_character_model(seed).fit(texts, names),
        temperature=_temperature(held_out, truth),
        threshold=_threshold(probabilities, truth, order.index(labels.none)),
        report=report,
    )


def write_model(trained: Trained, labels: LabelSet, path: Path) -> None:
    """Write a model file, whole or not at all.

    Args:
        trained: the model.
        labels: its label set.
        path: the file; one that is there is replaced.

    Raises:
        BulletinError: ``output_unwritable``.
    """
    from skops import io as skops

    content = {
        "format": FORMAT,
        "none": labels.none,
        "names": {label.id: label.name for label in labels.labels},
        "temperature": trained.temperature,
        "threshold": trained.threshold,
        "pipeline": trained.pipeline,
    }
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as stream:
            skops.dump(content, stream, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BulletinError(
            "output_unwritable", f"{path}: {error.strerror}", "check the folder and its rights"
        ) from error
