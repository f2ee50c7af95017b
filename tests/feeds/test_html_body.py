"""Tags are found in any page, however broken, and in a time that does not depend on how it is broken."""

from contextlib import suppress

import pytest

from data.feeds.contract import FeedError
from data.feeds.html_body import LONGEST_TAG, MAX_TAGS, find_tags, read_page
from tests.floor import floors


def tags(page, name="td", ends="td|tr"):
    return [(tag.number, dict(tag.attributes), tag.text) for tag in find_tags(read_page(page.encode()), name, ends)]


def test_attributes_in_every_usual_form():
    page = '<td a="1 > 0" B=\'x "y"\' c=z d/ e = "&lt;br&gt;" a=\'second\'>text</td>'
    assert tags(page) == [(1, {"a": "1 > 0", "b": 'x "y"', "c": "z", "d": "", "e": "<br>"}, "text")]


def test_text_ends_at_the_next_tag_that_ends_it():
    assert [text for *_, text in tags("<td>a <b>c</b><td>&amp; d<tr>e")] == ["a c", "& d"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- {} -->",
        "<script>{}</script>",
        "<SCRIPT type=x>{}</Script >",
        "<style>{}</style>",
        "<template>{}</template>",
    ],
)
def test_what_is_hidden_is_not_there(hidden):
    assert tags(hidden.format("<td>1</td>") + "<td>2</td>") == [(1, {}, "2")]


def test_what_begins_hidden_and_never_ends_is_hidden():
    assert tags("<td>1</td><!-- <td>2</td>") == [(1, {}, "1")]


def test_a_tag_of_a_longer_name_is_another():
    assert tags("<tdx><td-y><td>1") == [(1, {}, "1")]


@pytest.mark.parametrize("broken", ['<td a="', "<td a='x", "<td <td>", "<td =x>", "<td", "<td" + " a" * 60 + ">"])
def test_a_tag_that_does_not_end_is_left_out(broken):
    assert [dict(found) for _, found, _ in tags(broken + '"')] in ([], [{}])


def test_a_tag_longer_than_allowed_is_left_out():
    assert tags(f'<td a="{"x" * LONGEST_TAG}">1</td><td>2</td>') == [(2, {}, "2")]


def test_too_many_tags_are_refused():
    with pytest.raises(FeedError, match="too_many_rows"):
        tags("<td>" * (MAX_TAGS + 1))


@pytest.mark.parametrize(
    "page",
    [
        "<!--" * 290_000,
        "<script>" * 290_000,
        "<!-- --" * 290_000,
        '<td a="' * 4_900 + "x" * 4_000_000,
        "<td " + " " * 4_900_000,
        ("<td" + " a=b" * 41 + ">") * 4_900,
        ("<td>" + "<" * 50) * 4_900,
        "<b>" * 290_000 + "<td>1",
        "<td>" + "&#x" * 1_600_000,
        ('<td t="' + " " * 900 + '">') * 4_900,
        "<" * 290_000 + " " * 4_000_000,
    ],
)
def test_no_page_takes_long(page):
    def read():
        with suppress(FeedError):
            tags(page)

    assert floors(read) < 80


def test_a_character_reference_of_endless_digits_is_no_fault_of_ours():
    long = "&#" + "9" * 6_000 + ";"
    assert tags(f'<td a="{long}">1</td>') == [(1, {"a": "\ufffd"}, "1")]
    assert tags("<td>&#" + "9" * 400 + ";</td>")[0][2] == "\ufffd"


def test_a_page_with_letters_that_grow_in_small_hides_no_more_than_its_scripts():
    assert tags("<td>İ</td><SCRIPT>x</SCRIPT><td>2</td>") == [(1, {}, "İ"), (2, {}, "2")]


def test_a_text_without_an_end_is_told_from_a_whole_one():
    assert [tag.whole for tag in find_tags("<td>1<td>21", "td", "td")] == [True, False]
