from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[3]


def ask(served, path: str, status: int = 200, **headers: str) -> Any:
    answer = served.get("/api/v1" + path, **headers)
    assert answer.status == status, answer.text
    kind = "application/problem+json" if status >= 400 else "application/json"
    assert answer.headers["content-type"].startswith(kind)
    return json.loads(answer.body)


def test_the_room_names_its_productions_and_counts_their_pages(served) -> None:
    room = ask(served, "/room")
    assert room["name"] == "Fictional room"
    assert room["pages"] == sum(one["pages"] for one in room["productions"])
    assert room["read"] == 15
    assert [one["files_failed"] for one in room["productions"]] == [1, 0]


def test_files_lead_to_their_members_receipts_and_pages(served) -> None:
    production = ask(served, "/room")["productions"][0]
    listed = ask(served, "/files?limit=3&production=" + quote(production["name"]))
    assert listed["total"] == 7
    assert len(listed["items"]) == 3
    archive = ask(served, f"/files/{served.files['zip']}")
    assert archive["members"] == 1
    assert [one["path"] for one in archive["receipts"]] == [archive["path"]]
    (member,) = ask(served, f"/files/{served.files['zip']}/members")["items"]
    assert member["file_id"] == served.files["report"]
    assert member["parent_id"] == served.files["zip"]
    pages = ask(served, f"/files/{served.files['plan']}/pages?limit=2&offset=9")
    assert pages["total"] == 12
    assert [one["number"] for one in pages["items"]] == [10, 11]
    assert pages["items"][0]["page_id"] == served.page("plan", 10)


def test_a_file_comes_as_it_was_received_and_only_as_a_download(served) -> None:
    answer = served.get(f"/api/v1/files/{served.files['data']}/original")
    assert answer.body == bytes(range(256))
    assert answer.headers["content-disposition"].startswith("attachment")


def test_until_sorted_each_file_with_pages_is_a_document(served) -> None:
    listed = ask(served, "/documents")
    assert listed["total"] == 4
    plan = next(one for one in listed["items"] if one["first_page_id"] == served.page("plan"))
    assert plan["parts"] == [{"file_id": served.files["plan"], "first_page": 1, "last_page": 12}]
    assert ask(served, f"/documents/{plan['document_id']}") == plan
    pages = ask(served, f"/documents/{plan['document_id']}/pages?limit=1&offset=11")
    assert (pages["total"], pages["items"][0]["number"]) == (12, 12)
    assert pages["items"][0]["document_id"] == plan["document_id"]


def test_a_page_gives_its_facts_words_text_image_and_matches(served) -> None:
    page = served.page("plan", 2)
    facts = ask(served, f"/pages/{page}")
    assert (facts["page_id"], facts["number"], facts["state"], facts["text_source"]) == (page, 2, "read", "layer")
    words = ask(served, f"/pages/{page}/words")
    assert [one["text"] for one in words["words"]][:3] == ["Operation", "plan", "page"]
    assert all(0 <= edge <= 1 for one in words["words"] for edge in one["box"])
    text = served.get(f"/api/v1/pages/{page}/text")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "The warrant was served" in text.text
    image = served.get(f"/api/v1/pages/{page}/image?width=300")
    assert image.headers["content-type"] == "image/webp"
    assert len(ask(served, f"/pages/{page}/matches?q=warrant")) == 2


def test_hidden_words_are_a_place_and_never_words(served) -> None:
    page = served.page("hidden")
    facts = ask(served, f"/pages/{page}")
    assert [(one["reason"], one["words"]) for one in facts["hidden"]] == [("covered", 1)]
    for path in ("", "/words", "/text", "/matches?q=secretname"):
        assert "secretname" not in served.get(f"/api/v1/pages/{page}{path}").text.lower().replace("q=secretname", "")
    assert ask(served, "/search?q=secretname")["total"] == 0


def test_a_search_answers_hits_with_boxes_and_what_words_stood_for(served) -> None:
    answer = ask(served, "/search?q=warrants&limit=2")
    assert answer["total"] == 4
    assert len(answer["items"]) == 2
    assert answer["expansions"] == {"warrants": ["warrant"]}
    hit = answer["items"][0]
    start, end = hit["marks"][0]
    assert hit["snippet"][start:end].lower() == "warrant"
    assert hit["boxes"]
    assert ask(served, f"/pages/{hit['page_id']}")["path"] == hit["path"]


def test_a_query_that_can_t_be_understood_says_where(served) -> None:
    wrong = ask(served, '/search?q=plan "warrant', 400)
    assert wrong["position"] == 5
    assert wrong["title"]
    assert wrong["detail"]


def test_the_pages_of_a_search_are_counted_by_production(served) -> None:
    (production,) = (one for one in ask(served, "/facets?q=warrant") if one["name"] == "production")
    for value in production["values"]:
        assert ask(served, "/search?q=" + quote(value["query"]))["total"] == value["pages"]


def test_a_quotation_is_checked_word_for_word(served) -> None:
    found = ask(served, "/quote?words=The warrant was served")
    assert (found["verdict"], found["page_id"]) == ("exact", served.page("plan", 2))
    assert found["rests_on"] in {"visible_text", "one_reading"}
    altered = ask(served, f"/quote?words=The warrant was not served&page_id={served.page('plan', 2)}")
    assert altered["verdict"] == "not_found"


def test_what_failed_and_what_was_kept_have_reasons(served) -> None:
    (failed,) = ask(served, "/failures")["items"]
    assert failed["file_id"] == served.files["broken"]
    assert failed["error"]
    assert failed["error"] != ask(served, "/failures", accept_language="es")["items"][0]["error"]
    (kept,) = ask(served, "/kept")["items"]
    assert kept["file_id"] == served.files["data"]
    assert ask(served, "/look")["counts"] is not None


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/files/abc", 404),
        (f"/files/{'0' * 64}", 404),
        (f"/files/{'0' * 64}/members", 404),
        (f"/files/{'0' * 64}/pages", 404),
        (f"/files/{'0' * 64}/original", 404),
        (f"/pages/{'0' * 64}/p0001", 404),
        (f"/pages/{'0' * 64}/p0001/words", 404),
        ("/pages/abc/p1", 404),
        ("/documents/d0", 404),
        ("/look?reason=beauty", 404),
        ("/search", 422),
        ("/search?q=plan&limit=100000", 422),
        ("/search?q=plan&order=beauty", 422),
        ("/files?production=x&offset=-1", 422),
    ],
)
def test_what_is_not_there_is_a_problem_in_words(served, path: str, status: int) -> None:
    told = ask(served, path, status)
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]


def test_another_site_reads_and_changes_nothing(served) -> None:
    assert ask(served, "/room", 403, sec_fetch_site="cross-site", sec_fetch_mode="cors")["title"]
    assert ask(served, "/room", 403, host="evil.example")["title"]
    sent = served.send("/api/v1/room", "{}", origin="http://evil.example", content_type="application/json")
    assert sent.status == 403
    sent = served.send("/api/v1/room", "{}", sec_fetch_site="cross-site", content_type="application/json")
    assert sent.status == 403
    assert served.send("/api/v1/room", "{}", content_type="text/plain").status == 403
    # A program that is no browser says so by sending JSON; nothing takes it at this address.
    assert served.send("/api/v1/room", "{}", content_type="application/json").status == 405


def test_the_description_names_every_address_and_loads_from_this_machine_only(served) -> None:
    described = ask(served, "/openapi.json")
    assert described["openapi"].startswith("3.")
    assert all(path.startswith("/api/v1/") for path in described["paths"])
    for path, methods in described["paths"].items():
        for said in methods.values():
            assert said["summary"], path
            assert said["description"], path
    told = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    missing = [path for path in described["paths"] if f"`{path.removeprefix('/api/v1')}`" not in told]
    assert missing == []
