from __future__ import annotations

from readingroom.locale.collect import catalogue, messages

#: Where the strings stand that the browser shows.
SHOWN = ("web/", "searching/", "desk/search.py", "desk/browse.py", "desk/images.py")


def test_everything_that_the_browser_says_can_be_said_in_spanish() -> None:
    known = {entry.msgid for entry in catalogue("es") if entry.msgstr}
    lacking = [text for text, places in messages().items() if text not in known and places[0].startswith(SHOWN)]
    assert lacking == []


def test_pages_are_in_spanish_from_top_to_bottom(served) -> None:
    for address in (
        "/",
        "/search?q=warrants",
        "/help",
        f"/page/{served.page('hidden')}",
        f"/file/{served.files['zip']}",
    ):
        text = served.get(address, accept_language="es").text
        for english in ("Search", "Productions", "Text of page", "Where it came from", "Order:", "Help<"):
            assert english not in text, address
    refused = served.get("/search?q=(plan", accept_language="es").text
    assert "no se cierra" in refused
