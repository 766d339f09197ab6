"""In which currency a file's money is: as a column, signs in the cells or names of columns say."""

import re

from data.intake.batch import Batch
from data.intake.job import Job
from data.intake.problems import Problem

_CODE = re.compile(
    r"(?<![A-Za-z])(IDR|USD|EUR|GBP|SGD|MYR|AUD|CAD|NZD|HKD|JPY|CNY|INR|VND|THB|PHP|KRW|CHF)"
    r"(?![A-Za-z])"
)
_RUPIAH = re.compile(r"\((?i:rp)\.?\)|(?<![A-Za-z])Rp(?![A-Za-z])")
_ONE_SIGN = ({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"}, {"JPY", "CNY"})  # $ and ¥


def named_in(column: str) -> str:
    """The currency that the name of a column bears; blank where it bears none."""
    if _RUPIAH.search(column):
        return "IDR"
    found = _CODE.search(column)
    return found[1] if found else ""


def compare(batch: Batch, job: Job, part: str, told: str, *, by_sign: bool = False) -> None:
    """Say, once for a file, that its money is in ``told`` and the company counts in another.

    Nothing is converted. ``by_sign``: one that several currencies may share.
    """
    alike = by_sign and any({told, job.currency} <= same for same in _ONE_SIGN)
    said = any(problem.code == "W_OTHER_CURRENCY" for problem in batch.found)
    if not told or told == job.currency or alike or said:
        return
    fields = {"value": told, "currency": job.currency}
    found = Problem("W_OTHER_CURRENCY", batch.raws[0].file, None, batch.column(part), fields)
    batch.found.append(found)


def of_rows(batch: Batch, job: Job) -> None:
    """Rows in another currency than most of the file, by a column that says so."""
    currency = batch.values.pop("currency", None)
    if currency is None or not currency.is_not_null().any():
        return
    codes = currency.str.to_uppercase()
    usual = str(codes.drop_nulls().mode().sort()[0])
    batch.mark("E_CURRENCY", "currency", codes != usual)
    compare(batch, job, "currency", named_in(usual) if usual != "RP" else "IDR")
