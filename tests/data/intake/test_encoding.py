"""What a text without a mark is written in: also a short one gets a sensible first guess."""

import pytest

from data.intake.encoding import decode

HEAD = b"order_id,name\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("1,Иванов\n2,Москва\n", "cp1251"),
        ("1,Привет мир\n", "cp1251"),
        ("1,José\n2,Café\n", "cp1252"),
        ("1,Müller\n", "cp1252"),
        ("1,王小明\n2,北京\n", "gb18030"),
        ("1,山田太郎\n2,東京\n", "shift_jis"),
    ],
)
def test_short_texts_are_guessed_among_the_usual(text: str, encoding: str) -> None:
    read, question = decode(HEAD + text.encode(encoding), "a.csv", None)
    assert question is not None
    fields = question.problems[0].fields
    assert read.data.decode() == HEAD.decode() + text
    assert fields["cell"] == text.split("\n", maxsplit=1)[0].split(",")[1]
