"""How a company reads its RFM: the basis, the limits, and whose each cell of the map is."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from analytics.bases import BASES
from analytics.rfm_scores import MEASURES, QUANTILES, Breaks
from analytics.rfm_table import DEFAULT, SegmentTable, TableError, from_json

PER = ("in_total", "per_order")


@dataclass(frozen=True)
class RfmSettings:
    """Monetary value is the ``basis`` in total or ``per`` order; ``breaks`` limit the scores.

    ``ValueError`` for an option out of its range.
    """

    basis: str = "profit"
    per: str = "in_total"
    breaks: Breaks = QUANTILES
    table: SegmentTable = DEFAULT

    def __post_init__(self) -> None:
        """Refuse a basis or a way of counting that there is not."""
        if self.basis not in BASES:
            raise ValueError(f"basis must be one of {', '.join(BASES)}; got {self.basis!r}")
        if self.per not in PER:
            raise ValueError(f"per must be one of {', '.join(PER)}; got {self.per!r}")

    def as_json(self) -> dict[str, object]:
        """The settings in plain values, for the catalogue."""
        breaks = {measure: list(self.breaks.of(measure)) for measure in MEASURES}
        return {
            "basis": self.basis,
            "per": self.per,
            "breaks": breaks,
            "table": self.table.as_json(),
        }

    @property
    def mark(self) -> str:
        """A short mark that is another for other settings."""
        plain = json.dumps(self.as_json(), sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:12]


USUAL = RfmSettings()
"""What holds until a company saves its own."""


def settings_from_json(given: object) -> RfmSettings:
    """Settings from plain values as :meth:`RfmSettings.as_json` writes them, checked.

    Raises :class:`analytics.rfm_table.TableError`.
    """
    if not isinstance(given, Mapping):
        raise TableError("rfm.wrong_form")
    breaks = given.get("breaks", {})
    try:
        limits = {m: tuple(float(limit) for limit in breaks.get(m, ())) for m in MEASURES}
        return RfmSettings(
            basis=str(given.get("basis", "profit")),
            per=str(given.get("per", "in_total")),
            breaks=Breaks(**limits),
            table=from_json(given.get("table")),
        )
    except TableError:
        raise
    except (TypeError, ValueError, AttributeError):
        raise TableError("rfm.wrong_form") from None
