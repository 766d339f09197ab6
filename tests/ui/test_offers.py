"""A click takes what its place on the page offers once the session rests."""

from threading import Thread
from time import sleep

from ui.offers import REST, Offer, Offers


def offer(name: str) -> Offer:
    return Offer(f"{name}.csv", name.encode)


OLD, NEW, OTHER = offer("old"), offer("new"), offer("other")


def drawn(key: str = "rows", offered: Offer = OLD) -> Offers:
    """The offers of a session whose first run has drawn one button."""
    offers = Offers()
    offers.begin()
    offers.put(key, offered)
    offers.end()
    return offers


def clicked(offers: Offers, key: str = "rows") -> tuple[Thread, list[Offer]]:
    """A click on the button as it was drawn first; what it takes is in the list later."""
    taken: list[Offer] = []
    click = Thread(target=lambda: taken.append(offers.take(key, OLD)))
    click.start()
    return click, taken


def test_a_session_at_rest_gives_what_it_shows() -> None:
    assert drawn().take("rows", OLD) is OLD


def test_a_click_during_a_run_waits_for_its_end() -> None:
    offers = drawn()
    offers.begin()
    click, taken = clicked(offers)
    sleep(2 * REST)
    assert not taken  # the run has not reached the button yet
    offers.put("rows", NEW)
    offers.end()
    click.join(10)
    assert taken == [NEW]


def test_a_click_that_overtakes_its_choice_waits_for_it() -> None:
    offers = drawn()
    click, taken = clicked(offers)
    offers.begin()
    offers.put("rows", NEW)
    offers.end()
    click.join(10)
    assert taken == [NEW]


def test_the_last_of_several_runs_counts() -> None:
    offers = drawn()
    click, taken = clicked(offers)
    for offered in (OTHER, NEW):  # the first is cut short by the next choice
        offers.begin()
        offers.put("rows", offered)
        offers.end()
    click.join(10)
    assert taken == [NEW]


def test_a_button_that_is_gone_gives_what_it_was_drawn_for() -> None:
    offers = drawn()
    offers.begin()
    offers.put("another", OTHER)
    offers.end()
    assert offers.take("rows", OLD) is OLD
    assert set(offers.newest) == {"another"}
