from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readingroom.formats.html_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("a <b>bold</b>, <i>word</i>", "a bold, word"),
        ("<b>half</b>word", "halfword"),
        ("&lt;plan&gt; &amp; caf&eacute; &#8364;", "<plan> & caf\u00e9 \u20ac"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a  b\nc  d"),
        (
            "<table><tr><th>Office<th>Target<tr><td>South district<td>25</table>x",
            "Office          Target\nSouth district  25\n\nx",
        ),
        ("<table><tr><td>a<td>b<tr><td>only one</table>", "a\tb\nonly one"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("<b>a</b>&nbsp;<b>b</b>", "a b"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("<blockquote>said</blockquote>no", "> said\n\nno"),
        ('<a href="https://example.org/x">here</a>', "here <https://example.org/x>"),
        ('<a href="https://example.org/">example.org</a>', "example.org"),
        ('<a href="mailto:a@b.org">a@b.org</a>', "a@b.org"),
        ('<a href="javascript:steal()">here</a>', "here"),
        ('<img src="https://track.er/x.gif" alt="our seal">', "[our seal]"),
        ("<img src=x.gif>", ""),
        ("<script>var a = 1 < 2;</script>b<style>p {}</style><!-- c -->", "b"),
        ("<p>unclosed <div>still", "unclosed\nstill"),
        ("<![if !mso]>a<![endif]>", "a"),
        ("a\n  b\t c", "a b c"),
        ("</p></td>x", "x"),
        ("", ""),
    ],
)
def test_html_becomes_the_text_that_is_seen(html: str, text: str) -> None:
    assert plain_text(html).text == text


@pytest.mark.parametrize(
    "html",
    [
        '<span style="display:none">secret word</span>',
        '<span style="DISPLAY : NONE !important">secret word</span>',
        '<span style="visibility:hidden">secret word</span>',
        '<span style="font-size:0">secret word</span>',
        '<span style="font-size:1px;">secret word</span>',
        '<span style="color:#ffffff">secret word</span>',
        '<span style="color:white">secret word</span>',
        '<font color="#fefefe">secret word</font>',
        "<font size=0>secret word</font>",
        '<div style="background:#222"><span style="color:#222">secret word</span></div>',
        '<td bgcolor="#336699"><font color="#336699">secret word</font></td>',
        '<span style="color:rgb(255, 255, 255)">secret word</span>',
        '<span style="color:transparent">secret word</span>',
        '<span style="opacity:0">secret word</span>',
        '<div style="max-height:0;overflow:hidden">secret word</div>',
        "<p hidden>secret word</p>",
        '<p style="mso-hide:all">secret word</p>',
        '<div style="text-indent:-9999px">secret word</div>',
        "<style>.x { display: none }</style><p class=x>secret word</p>",
        "<style><!-- #y{color:#fff} --></style><p id=y>secret word</p>",
        '<div style="display:none"><p style="display:block">secret word</p></div>',
        '<span style="display:none"><img alt="secret word"></span>',
        "<style>.a .b{display:none}</style><div class=a><i class=b>secret word</i></div>",
        "<style>div > i{display:none}</style><div><i>secret word</i></div>",
        "<style>.a.b, h9{display:none}</style><i class='b a'>secret word</i>",
        "<style>i[title]{display:none}</style><i title=x>secret word</i>",
        "<style>*.b{display:none}</style><i class=b>secret word</i>",
        "<style>@media screen{.b{display:none}} @media print{.c{color:red}}</style><i class=b>secret word</i>",
        '<span style="background:maroon;color:maroon">secret word</span>',
        "<table bgcolor=dimgray><tr><td><font color=dimgray>secret word</font></table>",
        '<span style="background:none no-repeat black">secret word</span>',
        '<span style="background:rgb(0 0 0)">secret word</span>',
        '<span style="background:rgb(0%,0%,0%)">secret word</span>',
        '<span style="background:hsl(0, 0%, 0%)">secret word</span>',
        '<span style="background:currentColor">secret word</span>',
        '<span style="background:var(--x);color:var(--x)">secret word</span>',
        '<font color=white><span style="color:nonsense">secret word</span></font>',
        '<span style="color:#00000000">secret word</span>',
        '<span style="color:rgb(0 0 0 / 0)">secret word</span>',
        '<span style="color:rgba(0,0,0,.02)">secret word</span>',
        '<span style="-webkit-text-fill-color:transparent">secret word</span>',
        '<div style="position:absolute;left:-999px">secret word</div>',
        '<div style="position:absolute;clip:rect(0,0,0,0)">secret word</div>',
        '<div style="clip-path:inset(100%)">secret word</div>',
        '<div style="transform:scale(0)">secret word</div>',
        '<div style="filter:opacity(0%)">secret word</div>',
        '<div style="max-height:1px;overflow:hidden">secret word</div>',
        '<span style="zoom:0">secret word</span>',
        '<span style="font:0/0 a">secret word</span>',
        '<span style="display:/* */none">secret word</span>',
        '<span style="d\\69 splay:none">secret word</span>',
        "<dialog>secret word</dialog>",
    ],
)
def test_what_the_mail_hides_is_counted_and_not_kept(html: str) -> None:
    found = plain_text(f"seen {html} end")
    assert "secret" not in found.text
    assert found.text.split() == ["seen", "end"]
    assert found.hidden == 2


@pytest.mark.parametrize(
    "html",
    [
        '<div style="background:#000"><span style="color:#fff">word</span></div>',
        "<td bgcolor=navy><font color=white>word</font></td>",
        '<span style="font-size:10px;color:#333">word</span>',
        '<span style="font-size:1em">word</span>',
        '<span style="opacity:0.8">word</span>',
        '<span style="background-color:white;color:black">word</span>',
        "<style>@media print { p { display: none } }</style><p>word</p>",
        "<style>@media screen and (max-width: 480px) { p { display: none } }</style><p>word</p>",
        "<style>.a .b { display: none } p:hover { display: none }</style><p class=b>word</p>",
        "<style>.a { color: white } p.a { color: black }</style><p class=a>word</p>",
        '<p style="border-width:0;min-width:0;line-height:0;overflow:hidden">word</p>',
        '<p style="font:1em serif;color:windowtext;background:none">word</p>',
        '<p style="background:rgba(0,0,0,.05)">word</p>',
        '<p style="background-image:url(x);-webkit-text-fill-color:transparent;background-clip:text">word',
        '<p style="left:-4px;margin-left:-100px;zoom:1">word</p>',
        "<dialog open>word</dialog>",
    ],
)
def test_what_is_seen_is_kept(html: str) -> None:
    found = plain_text(html)
    assert (found.text, found.hidden) == ("word", 0)


def test_a_page_made_to_break_readers_is_read_in_bounds() -> None:
    assert plain_text("<div>" * 50_000 + "x").text == "x"
    assert plain_text("<" * 1000 + "x").text.count("<") >= 999
    assert plain_text("<a href=x>" * 2000 + "y").text == "y"


@given(st.text(st.sampled_from("<>/=\"' abp!-&;#x1styledvnok:"), max_size=200))
def test_no_html_stops_it(html: str) -> None:
    assert plain_text(html).hidden >= 0


@given(st.text(st.sampled_from("<>{}()[].,;:#@*/\\\"'-~+^$|= %0159afrgbhsl"), max_size=200))
def test_no_style_stops_it(style: str) -> None:
    assert plain_text(f"<style>{style}</style><p style='{style}' class='a b' id=c>x").hidden >= 0
    value = style.replace("'", "")
    assert plain_text(f"<p style='color:{value};background:rgb({value})'>x").hidden >= 0
