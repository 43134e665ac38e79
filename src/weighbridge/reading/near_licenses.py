"""Known texts that are near to one at hand: the only importer of scikit-learn, and so imported late."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

from weighbridge.reading.license_fingerprints import Fingerprint, Fingerprints

NOMINEES = 3
"""Licences, each with all of its texts."""


class Nominee(NamedTuple):
    """A text that may be the one at hand, with the checksums of its words in order."""

    text: Fingerprint
    words: list[int]


class NearLicenses:
    """TF-IDF rows of all known texts, made from their words when first needed."""

    def __init__(self, known: Fingerprints) -> None:
        self._known = known.known
        self._vocabulary = np.frombuffer(zlib.decompress(known.vocabulary), dtype="<u4")
        self._places = np.frombuffer(zlib.decompress(known.places), dtype="<u2")
        ends = [0, *(one.start + one.length for one in self._known)]
        counts = self._matrix(self._places, ends)
        self._weights = TfidfTransformer(sublinear_tf=True)
        self._rows = self._weights.fit_transform(counts)

    def nominees(self, words: Sequence[int]) -> list[Nominee]:
        """Return the texts of the nearest licences by cosine, nearest first; none where no word is known.

        A cosine only nominates: one sentence that forbids business use moves a long licence less than another title.
        """
        sought = np.asarray(words, dtype=np.uint32)
        places = np.searchsorted(self._vocabulary, sought)
        inside = places < len(self._vocabulary)
        found = places[inside][self._vocabulary[places[inside]] == sought[inside]]
        row = self._weights.transform(self._matrix(found, [0, len(found)]))
        cosines = self._rows @ row.toarray().ravel()
        order = [index for index in np.argsort(-cosines, kind="stable").tolist() if cosines[index] > 0]
        nearest = list(dict.fromkeys(self._known[index].id for index in order))[:NOMINEES]
        return [self._nominee(index) for index in order if self._known[index].id in nearest]

    def _nominee(self, index: int) -> Nominee:
        """Return one text with its words."""
        text = self._known[index]
        return Nominee(text, self._vocabulary[self._places[text.start : text.start + text.length]].tolist())

    def _matrix(self, places: npt.NDArray[np.integer[Any]], ends: Sequence[int]) -> csr_matrix:
        """Return how often each word stands in each text, a row a text."""
        shape = (len(ends) - 1, len(self._vocabulary))
        matrix = csr_matrix((np.ones(len(places), dtype=np.float64), places.astype(np.int32), ends), shape=shape)
        matrix.sum_duplicates()
        return matrix


@lru_cache(maxsize=4)
def near_licenses(known: Fingerprints) -> NearLicenses:
    """Return the rows of these fingerprints, made once."""
    return NearLicenses(known)
