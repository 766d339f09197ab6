"""A figure on paper says what it says on screen, literally, and the same each time."""

import struct
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import matplotlib as mpl
import numpy as np
import plotly.graph_objects as go
import pytest

from charts import theme
from reports.draw import Kind, draw
from words import Reader, escape_figure
from words.figures import Unit

EN, ID = Reader("en", "USD"), Reader("id", "IDR")
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "$x_1$ and $\\frac{1}{2}$",
    "<script>alert(1)</script>",
    "_hidden",
    "&lt;b&gt; & co",
    "日本語 🙂",
    "a<br>b",
    "]]> \" '",
]


def texts(picture: bytes) -> list[str]:
    """What stands written in an SVG file, piece by piece."""
    pieces = ET.fromstring(picture).iter(f"{SVG}text")  # noqa: S314 - of our own making
    return ["".join(piece.itertext()).replace("\xa0", " ") for piece in pieces]


def fills(picture: bytes, colour: str) -> int:
    """How many shapes of an SVG file are filled with ``colour`` inside the plot."""
    shapes = ET.fromstring(picture).iter(f"{SVG}path")  # noqa: S314
    clipped = [shape.get("style", "") for shape in shapes if shape.get("clip-path")]
    return sum(f"fill: {colour.lower()}" in style for style in clipped)


def months(reader: Reader, barmode: str = "relative") -> go.Figure:
    """Three months of two channels; the web loses in the last."""
    chart = theme.figure(legend=True)
    chart.update_layout(barmode=barmode)
    chart.add_bar(x=np.arange(3), y=[2e9, 3e9, 1e9], name="Store", marker_color=theme.BLUE)
    chart.add_bar(x=np.arange(3), y=[1e9, 1e9, -5e8], name="Web", marker_color=theme.ORANGE)
    theme.scale(chart, "y", [4e9, -5e8], Unit.MONEY, reader)
    theme.names(chart, "x", ["Mei 2025", "Jun 2025", "Jul 2025"])
    theme.title(chart, "y", "Pendapatan")
    return chart


def lying(names: list[str]) -> go.Figure:
    chart = theme.figure()
    values = np.arange(1.0, len(names) + 1)
    chart.add_bar(x=values, y=np.arange(len(names)), orientation="h", marker_color=theme.GREEN)
    theme.scale(chart, "x", values, Unit.COUNT, EN)
    theme.names(chart, "y", names)
    return chart


def curve() -> go.Figure:
    """An interval, its line with markers, a base area; two rules."""
    chart = theme.figure(legend=True)
    x = np.linspace(0, 1, 50, dtype=np.float32)
    chart.add_scatter(x=x, y=x, line_width=0, showlegend=False, name="lower")
    chart.add_scatter(x=x, y=x + 0.2, line_width=0, fill="tonexty", name="Interval")
    chart.add_scatter(x=x, y=x + 0.1, line={"color": theme.RED, "dash": "dash"}, name="Profit")
    chart.add_scatter(x=x, y=x / 2, fill="tozeroy", line_shape="hv", name="Base")
    chart.add_scatter(x=[0.5], y=[0.6], mode="markers", error_y={"array": [0.1]}, name="Seen")
    theme.scale(chart, "x", [0, 1], Unit.SHARE, ID)
    theme.scale(chart, "y", [0, 1.2], Unit.SHARE, ID)
    theme.rule(chart, "x", 0.2, "Seperlima")
    theme.rule(chart, "y", 1.0, "Semuanya")
    return chart


def grid() -> go.Figure:
    chart = theme.figure()
    chart.add_heatmap(
        z=[[1.0, 2.0], [3.0, np.nan]], text=[["satu", "dua"], ["tiga", "kosong"]], showscale=False
    )
    theme.names(chart, "x", ["Jan", "Feb"])
    theme.names(chart, "y", ["Baru", "Lama"])
    return chart


def flows(**link: Any) -> go.Figure:
    chart = theme.figure()
    nodes = {"label": ["Setia", "Baru", "Setia kini", "Hilang"]}
    given = {"source": [0, 0, 1], "target": [2, 3, 2], "value": [5.0, 2.0, 3.0]}
    chart.add_sankey(node=nodes, link=given | link)
    return chart


def network() -> go.Figure:
    chart = theme.figure()
    chart.add_scatter(x=[0, 1, np.nan, 1, 2], y=[0, 1, np.nan, 1, 0], mode="lines")
    chart.add_scatter(
        x=[0, 1, 2],
        y=[0, 1, 0],
        mode="markers+text",
        text=["Teh", "Gula", "Susu"],
        textposition="top center",
        marker={"size": [10, 20, 30], "color": [1.0, 2.0, 3.0]},
    )
    chart.update_layout(xaxis_visible=False, yaxis_visible=False)
    return chart


ALL = {
    "stacked": months(ID),
    "grouped": months(ID, "group"),
    "lying": lying(["A", "B"]),
    "curve": curve(),
    "heat map": grid(),
    "sankey": flows(),
    "network": network(),
    "empty": theme.figure(),
}
WORDS = {
    "stacked": ["Store", "Web", "Mei 2025", "Rp 2 M", "Pendapatan"],
    "grouped": ["Store", "Web", "Jul 2025", "Rp 0"],
    "lying": ["A", "B", "0", "1", "2"],
    "curve": ["Interval", "Profit", "Base", "Seen", "20%", "Seperlima", "Semuanya"],
    "heat map": ["satu", "dua", "tiga", "Jan", "Lama"],
    "sankey": ["Setia", "Baru", "Setia kini", "Hilang"],
    "network": ["Teh", "Gula", "Susu"],
    "empty": [],
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("dark", [False, True])
def test_each_kind_says_its_words_on_paper(name: str, dark: bool) -> None:  # noqa: FBT001
    written = texts(draw(ALL[name], title="Judul", dark=dark))

    assert {"Judul", *WORDS[name]} <= set(written)
    assert not {"None", "nan", "lower", "kosong"} & set(written)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_same_figure_gives_the_same_bytes(name: str, kind: Kind) -> None:
    assert draw(ALL[name], kind) == draw(go.Figure(ALL[name]), kind)


@pytest.mark.parametrize("width", [640, 999, 1000, 1280])
def test_a_png_has_the_size_asked_for(width: int) -> None:
    picture = draw(ALL["stacked"], "png", width_px=width, height_px=431)

    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (width, 431)


def test_without_a_height_the_figure_has_its_own() -> None:
    assert struct.unpack(">II", draw(theme.figure(height=512), "png")[16:24]) == (1000, 512)


@pytest.mark.parametrize("barmode", ["relative", "stack", "group"])
def test_there_are_as_many_bars_as_values(barmode: str) -> None:
    picture = draw(months(EN, barmode))

    assert fills(picture, theme.BLUE) == fills(picture, theme.ORANGE) == 3


def spans(picture: bytes, colour: str) -> list[tuple[float, float, float, float]]:
    """Left, right, top and bottom of the shapes filled with ``colour``, as drawn."""
    boxes = []
    for shape in ET.fromstring(picture).iter(f"{SVG}path"):  # noqa: S314
        if shape.get("clip-path") and f"fill: {colour.lower()}" in shape.get("style", ""):
            numbers = [float(p) for p in shape.get("d", "").split() if p not in {"M", "L", "z"}]
            across, down = numbers[::2], numbers[1::2]
            boxes.append((min(across), max(across), min(down), max(down)))
    return boxes


def test_stacked_bars_stand_on_each_other_and_losses_hang_below_zero() -> None:
    picture = draw(months(EN))
    store, web = spans(picture, theme.BLUE), spans(picture, theme.ORANGE)

    assert web[0][3] == pytest.approx(store[0][2], abs=0.01)  # bottom of the one, top of the other
    assert web[2][2] == pytest.approx(store[2][3], abs=0.01)  # a loss begins at zero
    assert (web[0][3] - web[0][2]) * 2 == pytest.approx(store[0][3] - store[0][2], abs=0.01)


def test_grouped_bars_stand_beside_each_other() -> None:
    picture = draw(months(EN, "group"))
    store, web = spans(picture, theme.BLUE)[0], spans(picture, theme.ORANGE)[0]

    assert store[1] == pytest.approx(web[0], abs=0.01)


def test_lying_bars_grow_to_the_right_from_the_bottom_up() -> None:
    first, second = spans(draw(lying(["A", "B"])), theme.GREEN)

    assert first[0] == second[0]
    assert (second[1] - first[0]) == pytest.approx(2 * (first[1] - first[0]), abs=0.01)
    assert second[3] < first[2]


def test_a_cell_without_a_value_stays_empty() -> None:
    pale, dark = theme.SEQUENTIAL[0], theme.SEQUENTIAL[-1]
    picture = draw(grid())

    assert (fills(picture, pale), fills(picture, dark)) == (1, 1)
    assert "kosong" not in texts(picture)


def test_bands_of_a_sankey_have_the_colour_they_are_given() -> None:
    assert fills(draw(flows(color=["#010203", "#040506", "#010203"])), "#010203") == 2


def test_flows_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        draw(flows(source=[0, 1], target=[1, 0], value=[1.0, 1.0]))


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_hostile_words_are_drawn_as_they_are(kind: Kind) -> None:
    chart = lying(HOSTILE)
    chart.update_layout(showlegend=True, annotations=[])
    for name in HOSTILE:
        chart.add_scatter(x=[1], y=[0], mode="lines", name=escape_figure(name))
    theme.title(chart, "x", HOSTILE[0])
    theme.rule(chart, "x", 1.0, HOSTILE[1])
    picture = draw(chart, kind, title=HOSTILE[0])

    if kind == "svg":
        written = texts(picture)
        for name in HOSTILE:
            assert written.count(name) >= 2  # tick and legend
        assert b"<script" not in picture
        assert b"<a " not in picture


def test_a_long_name_is_broken_into_lines_and_leaves_room_for_the_bars() -> None:
    name = "Kopi bubuk robusta pilihan dari dataran tinggi " * 6
    picture = draw(lying([name, "Teh"]))

    assert len([text for text in texts(picture) if "Kopi" in text or "pilihan" in text]) == 3
    left, right, _, _ = spans(picture, theme.GREEN)[1]
    assert right - left > 300


def test_what_is_not_of_the_house_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="type pie"):
        draw(go.Figure(go.Pie(values=[1, 2])))
    with pytest.raises(ValueError, match="second pair of axes"):
        draw(go.Figure(go.Scatter(x=[1], y=[1], yaxis="y2")))
    with pytest.raises(ValueError, match="stackgroup"):
        draw(go.Figure(go.Scatter(x=[1], y=[1], stackgroup="a")))
    with pytest.raises(ValueError, match="shape of type circle"):
        draw(theme.figure().add_shape(type="circle", x0=0, x1=1, y0=0, y1=1))
    with pytest.raises(ValueError, match="kind gif"):
        draw(theme.figure(), "gif")  # type: ignore[arg-type]


def test_an_axis_that_only_plotly_could_label_is_refused() -> None:
    with pytest.raises(ValueError, match="x axis has no ticks"):
        draw(theme.figure().add_scatter(x=[1, 2], y=[3, 4]))


def test_categories_stand_in_the_order_of_their_first_appearance() -> None:
    chart = theme.figure()
    chart.add_bar(x=["Surel", "Chat"], y=[1, 2])
    chart.add_bar(x=["Pos", "Surel"], y=[1, 2])
    theme.scale(chart, "y", [0, 2], Unit.COUNT, ID)
    written = texts(draw(chart))

    assert [text for text in written if text in {"Surel", "Chat", "Pos"}] == [
        "Surel",
        "Chat",
        "Pos",
    ]


def test_many_at_once_draw_the_same_as_one() -> None:
    alone = [draw(chart) for chart in ALL.values()]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(draw, [*ALL.values()] * 3))

    assert together == alone * 3
    assert mpl.rcParams["svg.hashsalt"] is None  # and what others draw is left as it was


def test_entities_of_plotly_are_read_as_text() -> None:
    chart = lying(["Rp $5 & <b>"])

    assert chart.layout.yaxis.ticktext[0] == "Rp &#36;5 &amp; &lt;b&gt;"
    assert unescape(chart.layout.yaxis.ticktext[0]) in texts(draw(chart))


def test_open_symbols_are_rings_in_their_own_colour() -> None:
    """Without a line colour of their own; in Plotly the marker's colour is that of the ring."""
    chart = theme.figure()
    look = {"symbol": "diamond-open", "size": 9, "color": [theme.GREEN, theme.RED]}
    chart.add_scatter(x=[1.0, 2.0], y=[1.0, 2.0], mode="markers", marker=look)
    for axis in "xy":
        theme.scale(chart, axis, [2.0], Unit.COUNT, EN)
    picture = draw(chart, "svg")
    assert not fills(picture, theme.GREEN)
    rings = [shape.get("style", "") for shape in ET.fromstring(picture).iter(f"{SVG}use")]  # noqa: S314
    rings += [shape.get("style", "") for shape in ET.fromstring(picture).iter(f"{SVG}path")]  # noqa: S314
    assert all(any(f"stroke: {c.lower()}" in ring for ring in rings) for c in look["color"])


def test_what_must_be_known_stands_at_the_foot() -> None:
    """Small, each note on lines of its own, as it is; the title stays a title."""
    long = "It was tested at length " * 12
    written = texts(draw(ALL["curve"], title="Judul", notes=[long, *HOSTILE]))
    assert "Judul" in written
    assert set(HOSTILE) <= set(written)
    lines = [line for line in written if set(line.split()) & set(long.split())]
    assert len(lines) > 1
    assert " ".join(lines).split() == long.split()
