"""From bytes to UTF-8: by the mark at the start, else as UTF-8, else as the reader says.

Nothing is replaced in silence. Text that is not UTF-8 and has no mark becomes a question with a
guess. A few bytes that are text in no encoding spoil their cells only.
"""

import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from data.intake.problems import Question, ask, reject
from data.intake.sniff import looks_like_utf16

SPOILT = "\ufffd"
_UTF8 = b"\xef\xbb\xbf"
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
_NO_TEXT = re.compile(  # bytes that are text nowhere, and UTF-8 that was cut
    rb"[\xfe\xff]+|\xc0[\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf](?![\x80-\xbf])"
    rb"|[\xf0-\xf4][\x80-\xbf]{1,2}(?![\x80-\xbf])"
)
_GUESSED_ON = 65_536
_SHORT = 200  # bytes
_USUAL = ("cp1252", "cp1251", "gb18030", "shift_jis", "mac_roman")
_HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class Text:
    """A file as UTF-8 without mark; ``spoilt``: some bytes were no text, now ``SPOILT``."""

    data: bytes
    encoding: str
    spoilt: bool = False


def decode(data: bytes, name: str, answer: str | None) -> tuple[Text, Question | None]:
    """The text of a file, and the question it puts if its encoding is only guessed."""
    while data.startswith(_UTF8):
        data = data[3:]
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _as(data[len(mark) :], encoding, name), None
    if answer:
        return _as(data, answer, name), None
    if guess := looks_like_utf16(data[:4096]):
        return _as(data, guess, name), _question(data, guess, name)
    try:
        if not data.isascii():
            data.decode("utf-8")
        return Text(data, "utf-8"), None
    except UnicodeDecodeError as problem:
        first = problem.start
    if _is_spoilt(data, first):
        return Text(data.decode("utf-8", "replace").encode(), "utf-8", spoilt=True), None
    guess = _guess(data, first)
    return _as(data, guess, name), _question(data, guess, name)


def _as(data: bytes, encoding: str, name: str) -> Text:
    """``data`` in another encoding as UTF-8. Raises E_CORRUPT where it is not in it."""
    try:
        text = data.decode(encoding).lstrip("\ufeff")
        return Text(text.encode(), encoding)
    except UnicodeDecodeError:
        raise reject("E_CORRUPT", name, encoding=encoding) from None
    except (LookupError, ValueError):  # no such encoding, or none of texts
        raise ask("E_ENCODING", name, guess="utf-8", cell="") from None


def _is_spoilt(data: bytes, first: int) -> bool:
    """Whether a file is UTF-8 but for a few bytes: few lines, beside good UTF-8 or text nowhere."""
    lines = data[first:].split(b"\n")
    bad = []
    for line in lines:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            bad.append(line)
    few = len(bad) <= max(1, 0.2 * (len(lines) + data.count(b"\n", 0, first)))
    if not few:
        return False
    if all(_only_noise(line) for line in bad):
        return True
    good = sum(1 for _ in _MULTIBYTE.finditer(data)) - sum(len(_MULTIBYTE.findall(x)) for x in bad)
    return good > len(bad)


def _only_noise(line: bytes) -> bool:
    cleaned = _NO_TEXT.sub(b"", line)
    try:
        cleaned.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes, first: int) -> str:
    """The likeliest encoding by the lines that are not plain ASCII."""
    odd: list[bytes] = []
    size = 0
    for line in data[max(0, data.rfind(b"\n", 0, first)) :].split(b"\n"):
        if not line.isascii():
            odd.append(line)
            size += len(line)
            if size > _GUESSED_ON:
                break
    first_guess = _likeliest(b"\n".join(odd))
    if b"\n" not in data:
        first_guess = "mac_roman"  # lines end as on old Macs
    elif first_guess and _alike(odd, first_guess, "cp1252"):
        first_guess = "cp1252"  # much the commonest of those that read alike
    for encoding in (first_guess, "cp1252", "gb18030", "cp1251"):
        try:
            data.decode(encoding)
            return encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return "latin-1"


def _likeliest(odd: bytes) -> str:
    """By the text itself; what is short tells little, so there only the usual ones are weighed."""
    short = len(odd) < _SHORT
    if short:
        runs = _HIGH.findall(odd)
        alone = sum(len(run) == 1 and run >= b"\xc0" for run in runs)
        if alone >= 0.75 * len(runs):  # accents stand alone; letters of other scripts in rows
            return "cp1252"
        if (
            runs and min(b"".join(runs)) >= 0xC0
        ):  # where cp1251 has its letters and Chinese half of its bytes
            return "cp1251"
    best = from_bytes(odd, cp_isolation=list(_USUAL) if short else None).best()
    return best.encoding if best else ""


def _alike(lines: list[bytes], one: str, other: str) -> bool:
    text = b"\n".join(lines)
    return text.decode(one, "replace") == text.decode(other, "replace")


def _question(data: bytes, guess: str, name: str) -> Question:
    cell = ""
    for line in data.decode(guess, "replace").split("\n"):
        if not line.isascii():
            cell = next((c for c in re.split(r"[,;\t|]", line) if not c.isascii()), "")
            break
    return ask("E_ENCODING", name, guess=guess, cell=cell.strip()[:40])
