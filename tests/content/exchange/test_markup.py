"""HTML as other programs keep it becomes the Markdown that Discord shows."""

from __future__ import annotations

import pytest

from bot.content.exchange.markup import MAX_HTML, from_html, looks_like_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<div>One</div><div>Two</div>", "One\n\nTwo"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<b>b</b> <strong>s</strong> <i>i</i> <em>e</em>", "**b** **s** *i* *e*"),
        ("<u>u</u> <s>x</s> <code>c</code>", "__u__ ~~x~~ `c`"),
        ("<b></b>plain<i/>", "plain"),
        ("<a href='https://example.org/a'>here</a>", "[here](https://example.org/a)"),
        ("<a href='javascript:x()'>here</a></a>", "here"),
        ("a  b\n\tc", "a b c"),
        ("&lt;b&gt; &amp; &eacute; &#1077;", "<b> & é е"),
        ("<style>p {}</style>One<script>evil()</script></script><script/>", "One"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<unknown>a</unknown> < b", "a < b"),
    ],
)  # fmt: skip
def test_html_becomes_markdown(html: str, text: str) -> None:
    assert from_html(html) == (text, [])


def test_without_marks_the_text_alone_is_left() -> None:
    assert from_html("<b>b</b> <i/> <a href='http://example.org'>c</a>", marks=False) == (
        "b c",
        ["the link to http://example.org"],
    )


def test_what_is_embedded_is_told_by_its_name() -> None:
    text, lost = from_html("<img src='a/b.png' alt='A map'><audio></audio><iframe src='x'></iframe><img src='b.png'/>")
    assert text == "A map"
    assert lost == ["a picture 'b.png'", "a sound", "an embedded page 'x'"]


def test_of_endless_html_only_the_beginning_is_looked_at() -> None:
    text, lost = from_html("<p>" * MAX_HTML)
    assert len(text) == MAX_HTML
    assert lost == [f"what comes after its first {MAX_HTML} characters"]


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("a <b>b</b>", True),
        ("&amp;", True),
        ("a<br/>", True),
        ("a < b > c", False),
        ("R&D; <3", False),
        ("1 <2", False),
    ],
)
def test_html_is_told_from_plain_text(text: str, is_html: bool) -> None:
    assert looks_like_html(text) is is_html
