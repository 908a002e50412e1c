"""The trained classifier of measures: probabilities over its labels, and the words that spoke for them.

A model file (``models/tasks.skops``) holds a scikit-learn pipeline of character n-grams (TF-IDF) and one
linear model, with its labels, temperature and threshold. It is loaded when the first measure is read, by
skops and with nothing but scikit-learn's and NumPy's own types; its numbers are then laid out as plain
tables, so that a sentence costs less than a tenth of a millisecond. A test holds both ways to the same
probabilities.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from operator import add, mul
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_nlp import resources
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FORMAT", "MODEL_NAME", "Evidence", "TaskModel", "load_task_model", "normalised"]

#: The model that the package ships.
MODEL_NAME = "tasks.skops"
#: Version of the layout of a model file.
FORMAT = 1

_TABLE: dict[int, int | None] = {
    **str.maketrans(",;:!?()0123456789０１２３４５６７８９", "，；：！？（）" + "0" * 20),
    **dict.fromkeys(map(ord, " \t\r\n\u3000\u00a0")),
}


def normalised(text: str) -> str:
    """Return a measure as the model reads it: without spaces, marks full-width, every digit a zero."""
    return text.translate(_TABLE).lower()


@cache
def _frequency(count: int) -> float:
    """Return the sublinear frequency of an n-gram that stands so often in a text."""
    return 1.0 + math.log(count)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a stretch of characters said for a label (positive) or against it."""

    words: str
    weight: float


class TaskModel:
    """A linear classifier over character n-grams.

    Args:
        labels: label ids in the order of the weights' columns.
        none: the label of what is no task.
        names: the labels' names for people.
        vocabulary: n-gram → its row.
        weights: n-grams × labels, each row times the n-gram's inverse document frequency.
        idf: inverse document frequency of each row, for the length of the vector.
        intercept: one number a label.
        ngrams: shortest and longest n-gram.
        temperature: what scores are divided by, so that probabilities are calibrated.
        threshold: probability below which a measure is of no type.
        version: hash of what decides.
    """

    def __init__(
        self,
        *,
        labels: Sequence[str],
        none: str,
        names: dict[str, str],
        vocabulary: dict[str, int],
        weights: NDArray[np.float64],
        idf: NDArray[np.float64],
        intercept: NDArray[np.float64],
        ngrams: tuple[int, int],
        temperature: float,
        threshold: float,
        version: str,
    ) -> None:
        self.labels, self.none, self.names = tuple(labels), none, dict(names)
        self.temperature, self.threshold, self.version = temperature, threshold, version
        self._vocabulary, self._weights, self._idf, self._intercept = vocabulary, weights, idf, intercept
        self._ngrams = ngrams

    @cached_property
    def _lookup(self) -> NDArray[np.float64]:
        """The weights, and beside those of each n-gram the square of its inverse document frequency."""
        import numpy as np

        return np.column_stack([self._weights, np.asarray(self._idf) ** 2])

    def _rows(self, words: str) -> dict[int, int]:
        """Return the rows of the n-grams of a normalised text, with how often each stands there."""
        low, high = self._ngrams
        grams: list[str] = []
        longer = list(words)
        for size in range(1, high + 1):
            if size > 1:  # from those shorter by one: slices take three times as long
                longer = list(map(add, longer, words[size - 1 :]))
            if size >= low:
                grams += longer
        counts: dict[int, int] = Counter(map(self._vocabulary.get, grams))  # type: ignore[arg-type]
        counts.pop(None, None)  # type: ignore[call-overload]
        return counts

    def _added(self, counts: dict[int, int]) -> NDArray[np.float64]:
        """Return what each n-gram adds to the score of each label, in the order of ``counts``."""
        import numpy as np

        rows = np.fromiter(counts, dtype=np.intp, count=len(counts))
        frequency = 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))
        length = math.sqrt(float(((frequency * self._idf[rows]) ** 2).sum())) or 1.0
        return np.asarray(self._weights[rows] * (frequency / length)[:, None])

    def _each(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the calibrated probabilities of texts, in the order of the labels.

        What the n-grams of all texts add is looked up at once: a call of NumPy costs as much as a clause.
        """
        import numpy as np

        counted = [self._rows(normalised(text)) for text in texts]
        rows = [row for counts in counted for row in counts]
        plain = self._intercept.tolist()
        if not rows:
            return [self._softmax(plain) for _ in counted]
        frequency = np.array([_frequency(n) for counts in counted for n in counts.values()])
        added = self._lookup.take(rows, axis=0)  # the last column is for the length of the vector
        added *= frequency[:, None]
        added[:, -1] *= frequency
        filled = [len(counts) for counts in counted if counts]
        sums = iter(np.add.reduceat(added, [0, *accumulate(filled[:-1])], axis=0).tolist())
        found = []
        for counts in counted:
            if not counts:
                found.append(self._softmax(plain))
                continue
            *scores, square = next(sums)
            length = math.sqrt(square) or 1.0
            found.append(
                self._softmax([own + score / length for own, score in zip(plain, scores, strict=True)])
            )
        return found

    def _softmax(self, scores: list[float]) -> list[float]:
        highest = max(scores)
        exponents = [math.exp((score - highest) / self.temperature) for score in scores]
        total = sum(exponents)
        return [value / total for value in exponents]

    def probabilities(self, text: str) -> dict[str, float]:
        """Return the calibrated probability of each label.

        Args:
            text: a sentence or clause, Simplified.
        """
        return dict(zip(self.labels, self._each([text])[0], strict=True))

    def mean(self, texts: Iterable[tuple[str, float]]) -> dict[str, float]:
        """Return the weighted mean of the probabilities of several sentences.

        Args:
            texts: sentences with their weights; at least one.
        """
        sentences, weights = zip(*texts, strict=True)
        total = sum(weights) or 1.0
        each = zip(*self._each(sentences), strict=True)
        return {
            label: sum(map(mul, weights, probabilities)) / total
            for label, probabilities in zip(self.labels, each, strict=True)
        }

    def choose(self, probabilities: dict[str, float], threshold: float | None = None) -> str | None:
        """Return the likeliest type, or None where it is none or not likely enough.

        Args:
            probabilities: of all labels.
            threshold: in place of the model's own.
        """
        label = max(probabilities, key=lambda name: probabilities[name])
        limit = self.threshold if threshold is None else threshold
        return None if label == self.none or probabilities[label] < limit else label

    def explain(self, text: str, most: int = 6) -> dict[str, tuple[list[Evidence], list[Evidence]]]:
        """Return for each label the words that spoke most for it, and those that spoke against it.

        What a run of characters adds is shared out among its characters; a word has what its own have.

        Args:
            text: a sentence or clause, Simplified.
            most: how many of either kind.
        """
        words = normalised(text)
        shares = self._character_shares(words)
        found = {}
        for index, label in enumerate(self.labels):
            weights: dict[str, float] = {}
            for word, start, end in _words(words):
                weights[word] = weights.get(word, 0.0) + sum(shares[at][index] for at in range(start, end))
            ranked = sorted(((weight, word) for word, weight in weights.items()), reverse=True)
            found[label] = (
                [Evidence(word, weight) for weight, word in ranked[:most] if weight > 0],
                [Evidence(word, weight) for weight, word in ranked[::-1][:most] if weight < 0],
            )
        return found

    def _character_shares(self, words: str) -> list[list[float]]:
        """Return what each character adds to the score of each label; ``words`` is normalised."""
        shares = [[0.0] * len(self.labels) for _ in words]
        counts = self._rows(words)
        if not counts:
            return shares
        added = dict(zip(counts, self._added(counts).tolist(), strict=True))
        low, high = self._ngrams
        for size in range(low, high + 1):
            for start in range(len(words) - size + 1):
                row = self._vocabulary.get(words[start : start + size])
                if row is None:
                    continue
                for at in range(start, start + size):
                    for index, value in enumerate(added[row]):
                        shares[at][index] += value / (counts[row] * size)
        return shares


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text with their place, marks left out."""
    import jieba

    jieba.setLogLevel("WARNING")
    for word, start, end in jieba.tokenize(text):
        if word[0].isalnum():
            yield word, start, end


def _unusable(path: Path, problem: str) -> BulletinError:
    return BulletinError("model_invalid", f"model {path}: {problem}", "train it anew with this version")


@lru_cache(maxsize=8)
def load_task_model(path: Path | None = None) -> TaskModel:
    """Return a trained model, loaded once.

    Args:
        path: its file; None takes the one that the package ships.

    Raises:
        BulletinError: ``resource_missing`` where the file does not exist; ``model_invalid`` where it is of
            another version, damaged, or holds types that are not allowed.
    """
    path = resources.model_file(MODEL_NAME) if path is None else path
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BulletinError(
            "resource_missing", f"model {path}: {error.strerror}", "check the path"
        ) from error
    from skops import io as skops

    try:
        untrusted = skops.get_untrusted_types(data=content)
        if untrusted:
            raise _unusable(path, f"holds types that are not allowed ({', '.join(sorted(untrusted)[:3])})")
        stored = skops.loads(content, trusted=[])
    except BulletinError:
        raise
    except Exception as error:  # a damaged archive fails in as many ways as it can be damaged
        raise _unusable(path, f"cannot be read ({type(error).__name__})") from error
    return _from_stored(path, stored)


def _version(stored: dict[str, Any], vocabulary: dict[str, int], linear: Any) -> str:
    """Return a hash of what decides; the file's bytes hold names that differ from run to run."""
    digest = hashlib.sha256(linear.coef_.tobytes() + linear.intercept_.tobytes())
    digest.update("\0".join(sorted(vocabulary, key=vocabulary.__getitem__)).encode())
    digest.update(f"{stored['temperature']:.9f} {stored['threshold']:.9f}".encode())
    return digest.hexdigest()[:12]


def _from_stored(path: Path, stored: Any) -> TaskModel:
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise _unusable(path, f"is no model of format {FORMAT}")
    try:
        vectorizer, linear = (step for _, step in stored["pipeline"].steps)
        weights, intercept = (linear.coef_ * vectorizer.idf_).T, linear.intercept_
        if len(intercept) == 1:  # two labels: scikit-learn keeps the second's score only
            import numpy as np

            weights = np.concatenate([np.zeros_like(weights), weights], axis=1)
            intercept = np.array([0.0, intercept[0]])
        return TaskModel(
            labels=[str(label) for label in linear.classes_],
            none=stored["none"],
            names=stored["names"],
            vocabulary=vectorizer.vocabulary_,
            weights=weights.copy(),
            idf=vectorizer.idf_,
            intercept=intercept,
            ngrams=vectorizer.ngram_range,
            temperature=float(stored["temperature"]),
            threshold=float(stored["threshold"]),
            version=_version(stored, vectorizer.vocabulary_, linear),
        )
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise _unusable(path, f"lacks {error}") from error
