from __future__ import annotations

import hashlib
import io
import re

import pytest
from PIL import Image

from readingroom.desk.room import make_room
from readingroom.web.wording import unseen_words

PRODUCTION = "/production?name=2018-03+first+production"


def test_the_room_says_what_came_what_failed_and_on_what_base(served) -> None:
    text = served.get("/").text
    assert "15 pages in 7 files." in text
    assert "District &lt;i&gt;office&lt;/i&gt;" in text
    assert '<a href="/failed">1 of 7 files</a>.' in text
    assert "of 15 pages</a>" not in text
    assert '<a href="/kept">1 file</a>' in text
    assert 'class="n bad">1 file</td>' in text
    assert "<title>Fictional room</title>" in text
    assert "broken.pdf" in text
    assert "The PDF is damaged" in text


def test_an_empty_room_says_what_will_stand_there_and_how(tmp_path) -> None:
    from serving import run_server

    make_room(tmp_path / "empty")
    for empty in run_server(tmp_path / "empty", {}):
        text = empty.get("/").text
        assert "Nothing has been added yet" in text
        assert f"readingroom add {tmp_path / 'empty'}" in text
        assert "None of 0 pages has it" in empty.get("/search?q=warrant").text


def test_a_production_lists_its_files_as_a_tree_with_their_states(served) -> None:
    text = served.get(PRODUCTION).text
    assert text.index("mail.zip</bdi>") < text.index("depth-1") < text.index("report.pdf")
    assert "kept, not readable by this version" in text
    assert served.get("/production?name=none").status == 404


def test_a_file_page_shows_origin_members_and_the_way_to_the_original(served) -> None:
    text = served.get(f"/file/{served.files['zip']}").text
    assert "What is inside" in text
    assert served.files["report"] in text
    assert "the file it was in" in served.get(f"/file/{served.files['report']}").text
    assert served.get(f"/file/{served.files['plan']}").text.count("/image/300/") == 12
    assert f"/original/{served.files['data']}" in served.get(f"/file/{served.files['data']}").text


def test_search_shows_snippet_strip_place_and_what_words_stood_for(served) -> None:
    answer = served.get("/search?q=warrants")
    assert answer.status == 200
    assert "4 of 15 pages have it" in answer.text
    assert "warrants</q> stood for: <i>warrant</i>" in answer.text
    assert "<mark>warrant</mark>" in answer.text
    assert "stood for" not in served.get("/search?q=Operation").text  # nothing was added to it
    strip = re.search(r'<img src="(/strip/[^"]+)" width="(\d+)" height="(\d+)"', answer.text)
    drawn = Image.open(io.BytesIO(served.get(strip[1].replace("&amp;", "&")).body))
    assert abs(drawn.height / drawn.width - int(strip[3]) / int(strip[2])) < 0.01
    yellow = [pixel for pixel in drawn.convert("RGB").get_flattened_data() if pixel[0] > 240 and pixel[2] < 170]
    assert len(yellow) > 100


def test_a_search_that_cannot_be_understood_marks_the_place(served) -> None:
    answer = served.get("/search?q=plan (warrant")
    assert answer.status == 400
    assert "can't be understood" in answer.text.replace("&#39;", "'")
    assert '<mark class="slip">(</mark>' in answer.text


def test_nothing_found_says_what_was_not_searched(served) -> None:
    text = served.get("/search?q=zebra").text
    assert "15 pages were searched. Not searched:" in text
    assert '<a href="/failed">1 file that could not be read</a>' in text
    assert '<a href="/kept">1 file this version has no reader for</a>' in text
    assert "Every page" not in text.split("<main")[1]
    field = served.get("/search?q=kind:memo").text
    assert "were searched" not in field
    assert "no page has one yet" in field


def test_nothing_found_offers_to_allow_damage_in_a_phrase(served) -> None:
    text = served.get('/search?q=production:"first" "purple zebra"').text
    assert "/search?q=production%3A%22first%22+%22purple+zebra%22~" in text.replace("%7E", "~")
    assert "allow that with" not in served.get("/search?q=zebra").text
    assert "allow that with" not in served.get('/search?q="purple zebra"~').text


def test_a_room_of_which_all_was_searched_says_so(tmp_path) -> None:
    from pdfs import line, write_pdf
    from readingroom.desk.add import add
    from readingroom.desk.executor import InProcess
    from readingroom.desk.receive import Given
    from serving import run_server

    write_pdf(tmp_path / "one.pdf", line("One page"))
    make_room(tmp_path / "room")
    add(tmp_path / "room", [tmp_path / "one.pdf"], Given(), lambda _step: None, executor=InProcess())
    for whole in run_server(tmp_path / "room", {}):
        assert "Every page of this room was searched." in whole.get("/search?q=zebra").text
        assert "Every page of this room was searched." not in whole.get("/search?q=kind:memo").text


def test_files_without_a_reader_are_listed_to_be_downloaded(served) -> None:
    text = served.get("/kept").text
    assert "data.bin" in text
    assert f"/original/{served.files['data']}" in text
    assert "plan.pdf" not in text


def test_a_page_leads_to_the_file_it_was_in(served) -> None:
    for address in (f"/page/{served.page('report')}", f"/about/{served.page('report')}"):
        assert f'href="/file/{served.files["zip"]}">The file it was in' in served.get(address).text


@pytest.mark.parametrize("query", ["x" * 3000, "a OR " * 300 + "b", '"', "\u202e\u0000warrant", "%", "<script>"])
def test_no_query_breaks_the_room(served, query: str) -> None:
    answer = served.get(f"/search?q={query.replace('%', '%25')}")
    assert answer.status in {200, 400}
    assert "<script>" not in answer.text.replace('<script type="module" src=', "")


def test_the_viewer_boxes_hits_and_steps_through_them_over_pages(served) -> None:
    address = f"/page/{served.page('plan', 2)}?q=warrant"
    text = served.get(address).text
    assert 'hit 1 of 2 <span class="here">on this page' in text
    assert "page with hits: 1 of 2" in text
    assert text.count('<rect class="hit') == 2
    second = re.search(r'href="([^"]+)" data-hit="next"', text)[1].replace("&amp;", "&").split("#")[0]
    text = served.get(second).text
    assert "hit 2 of 2" in text
    third = re.search(r'href="([^"]+)" data-hit="next"', text)[1]
    assert served.page("plan", 9) in third
    back = re.search(r'href="([^"]+)" data-hit="previous"', served.get(third.replace("&amp;", "&").split("#")[0]).text)[
        1
    ]
    assert "hit 2 of 2" in served.get(back.replace("&amp;", "&").split("#")[0]).text


def test_after_the_last_hit_of_a_file_comes_the_next_file_and_at_the_end_the_whole_result(served) -> None:
    seen = [served.page("plan", 2)]
    forward = "/beyond/{}?q=warrant&step=1"
    while True:
        target = served.get(forward.format(seen[-1])).headers["location"]
        if target == "/search?q=warrant":
            break
        seen.append(re.search(r"/page/([0-9a-f]{64}/p\d+)\?q=warrant&hit=1#hit", target)[1])
    # By path: mail.zip/r/report.pdf comes before plan.pdf, the hostile name and report.pdf have their own places.
    assert seen[:2] == [served.page("plan", 2), served.page("plan", 9)]
    assert len(seen) == len(set(seen)) <= 4
    back = served.get(f"/beyond/{served.page('plan', 9)}?q=warrant&step=-1").headers["location"]
    assert f"{served.page('plan', 2)}?q=warrant&hit=0" in back
    assert "Next hit, in another file" in served.get(f"/page/{served.page('plan', 9)}?q=warrant").text


def test_the_viewer_names_its_neighbours_only(served) -> None:
    text = served.get(f"/page/{served.page('plan', 6)}").text
    named = {int(number) for number in re.findall(r"/image/300/[0-9a-f]{64}/p(\d+)", text)}
    assert named == set(range(2, 11))
    assert "of 12" in text


def test_words_of_a_link_are_marked_and_the_text_is_the_page_s(served) -> None:
    text = served.get(f"/page/{served.page('plan', 2)}?w=5-6").text
    assert "<mark>warrant was</mark>" in text.replace("</span>", "")
    assert text.count('<rect class="chosen"') == 1
    assert "mark>" not in served.get(f"/page/{served.page('plan', 2)}?w=99-120").text


def test_a_page_number_leads_to_its_page(served) -> None:
    go = f"/file/{served.files['plan']}/page?number="
    assert served.get(go + "7").headers["location"] == f"/page/{served.page('plan', 7)}"
    assert served.get(go + "700").headers["location"] == f"/page/{served.page('plan', 12)}"
    refused = served.get(go + "seven")
    assert refused.status == 404
    assert "Type a number from 1 to 12." in refused.text


def test_hidden_words_leave_a_hatched_place_and_nothing_else(served) -> None:
    text = served.get(f"/page/{served.page('hidden')}").text
    assert 'class="hidden"' in text
    assert "text in the file that the page does not show" in text
    about = served.get(f"/about/{served.page('hidden')}").text
    assert "something lies over it" in about
    found = served.get("/search?q=secretname").text
    assert "None of 15 pages has it" in found
    assert "secretname" not in text + about
    assert "<mark" not in found


def test_the_places_of_hidden_words_can_be_taken_off_the_image(served) -> None:
    marked = served.get(f"/page/{served.page('hidden')}?q=visible").text
    off = re.search(r'href="([^"]+)">Take these marks off', marked)[1].replace("&amp;", "&")
    bare = served.get(off).text
    assert 'class="hidden"' in marked
    assert 'class="hidden"' not in bare
    assert "something lies over it" in bare  # still said in words
    assert 'name="places" value="off"' in bare
    assert 'data-zoom="page"' in bare
    assert "places=off" in re.search(r'href="([^"]+)" data-zoom="page"', bare)[1]
    back = re.search(r'href="([^"]+)">Mark these places', bare)[1].replace("&amp;", "&")
    assert 'class="hidden"' in served.get(back).text


def test_an_older_text_layer_of_a_scan_is_told_apart_from_words_that_are_hidden() -> None:
    assert "an older, invisible text layer" in unseen_words("invisible", "ocr")
    assert "older" not in unseen_words("invisible", "layer")
    assert "something lies over it" in unseen_words("covered", "ocr")


def test_about_a_page_tells_origin_engine_and_ids(served) -> None:
    text = served.get(f"/about/{served.page('report')}").text
    assert "mail.zip" in text
    assert "pdfium" in text
    assert served.page("report") in text


def test_an_original_comes_as_received_and_only_as_a_download(served) -> None:
    answer = served.get(f"/original/{served.files['hostile']}")
    assert hashlib.sha256(answer.body).hexdigest() == served.files["hostile"]
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert not {"<", ">", "\u202e"} & set(answer.headers["content-disposition"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert served.get(f"/original/{served.files['data']}").headers["content-type"] == "application/octet-stream"


def test_what_is_not_there_is_said_in_words(served) -> None:
    for address in (
        "/nothing",
        f"/page/{'0' * 64}/p0001",
        f"/file/{'0' * 64}",
        "/page/x",
        "/about/x",
        "/original/../x",
    ):
        answer = served.get(address)
        assert answer.status == 404, address
        assert "<h1" in answer.text
    assert served.get("/search?q=a&at=x").status == 400
    assert served.get(f"/strip/{served.page('plan')}?band=0,0,1").status == 404
    assert served.get(f"/image/300/{'0' * 64}/p0001").status == 404


def test_an_image_comes_at_the_fixed_width(served) -> None:
    answer = served.get(f"/image/300/{served.page('plan')}")
    assert answer.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.body)).width == 300
    assert Image.open(io.BytesIO(served.get(f"/image/77/{served.page('plan')}").body)).width == 300


def test_spanish_is_asked_for_by_the_browser_or_kept_in_links(served) -> None:
    assert '<html lang="es">' in served.get("/", accept_language="es-MX,es;q=0.9,en;q=0.5").text
    assert '<html lang="en">' in served.get("/", accept_language="de,en;q=0.5,es;q=0.4").text
    text = served.get("/?lang=es").text
    assert '<html lang="es">' in text
    assert "/production?name=2018-03+first+production&amp;lang=es" in text
    assert '<input type="hidden" name="lang" value="es">' in text
    switch = served.get("/search?q=a+b&lang=es").text
    assert 'href="/search?q=a+b&amp;lang=en"' in switch


def test_why_something_failed_is_said_in_the_reader_s_language(served) -> None:
    for address in ("/", "/failed", f"/file/{served.files['broken']}"):
        assert "The PDF is damaged" in served.get(address).text
        spanish = served.get(address, accept_language="es").text
        assert "El PDF está dañado" in spanish
        assert "The PDF" not in spanish


def test_pages_like_another_are_shown_with_their_words_or_it_is_said_why_not(served) -> None:
    text = served.get(f"/like/{served.page('plan', 2)}").text
    assert "fewer than 3 rare words" in text
    assert served.get(f"/like/{served.page('plan', 99)}").status == 404
    assert f"/like/{served.page('plan', 2)}" in served.get("/search?q=warrant").text
