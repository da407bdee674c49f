from __future__ import annotations

import pytest

from readingroom.model.geometry import Box
from readingroom.model.layout import Region
from readingroom.model.page import Reading, Sheet
from readingroom.model.words import Words
from readingroom.reading.look import with_look
from readingroom.reading.scripts import SCRIPTS, script_of

#: What the models made of pages drawn in each script.
READ = {
    "Cyrl": "COTpyAHIKH OTI0KeHa apXIB 3aABIHHe AOIKHI ITO OKyMeHTbI KOHua ynpaBr npoBepeHbI HOMep OAIICb MecAla",
    "Grek": "\u00e9yypapa \u00f3tl To p\u00e9xpl ypape\u00edo \u00f5euT\u00e9pa Tn avaB\u00e1\u00c1\u00cdnKE npÉnEI "
    "óti tns otáñAnKE ávtnón tnc oto avtíypapo Äev eñńpön",
    "Arab": "\u00f6ljjg äähiol uill p\u00e4 p\u00e4j pliwl äjlai pliul äiligll lill luiil gl äl ulgll il äill",
    "Hani": "\u017b —\u017b — ] \u017b È \u2286 _ \u017b \u017b\u017bI I —I __ \u2286 ≧ I ⊆I e∅Ż ^x",
}


@pytest.mark.parametrize("script", sorted(READ))
def test_a_script_is_named_by_what_is_made_of_it(script: str) -> None:
    assert script_of(READ[script].split()) == script


@pytest.mark.parametrize(
    "text",
    [
        "",
        "XXXXXXXXXXXXXXXXXXXXXXXX xxxxxxXXXXXXXXXXXXXX",
        "The district office keeps one copy of this plan for two years and sends it to the file",
        "tbe di5trict offlce keep5 0ne c0py of tbis pIan for tw0 year5 amd 5ends lt",
        "mm nm npm Mmmml M MMn m m mpM A m M mm mmn Mm Mmrm",
        "7b4 79A7b4 b4 A7b4 A764 A764 12-04-1992 44A-CG-78234",
    ],
)
def test_print_codes_and_scrawls_are_no_script(text: str) -> None:
    assert script_of(text.split()) == ""


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_place_in_another_script_is_a_reason_to_look(script: str) -> None:
    region = Region("doubted", Box(0.1, 0.1, 0.9, 0.9), script)
    reading = with_look(Reading("engine", "none", Words(), Sheet(612, 792), None, regions=(region,)))
    assert "other_script" in reading.look
