"""XML whose encoding hides the signs by which it is bounded."""

import pytest

from data.feeds.contract import FeedError
from data.feeds.xml_body import MAX_MARKS, read_xml


@pytest.mark.parametrize("encoding", ["cp037", "cp500", "utf-7", "zlib", "nonsense"])
def test_an_encoding_in_which_nothing_can_be_counted_is_refused(encoding):
    with pytest.raises(FeedError, match="not_xml"):
        read_xml(f'<?xml version="1.0" encoding="{encoding}"?><a b="1"/>'.encode())


def test_a_document_of_too_many_elements_does_not_get_in_by_its_encoding():
    """Its elements are told by other bytes than those that are counted."""
    elements = "<a>" + "<b/>" * (MAX_MARKS + 1) + "</a>"
    body = b"<?xml version='1.0' encoding='cp037'?>" + elements.encode("cp037")
    assert body.count(b"<") == 1
    with pytest.raises(FeedError, match="not_xml"):
        read_xml(body)


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-16", "us-ascii", "windows-1251", "iso-8859-2", "koi8-r", "cp866"])
def test_encodings_of_agencies_are_read(encoding):
    text = "a" if encoding == "us-ascii" else "мост" if encoding != "iso-8859-2" else "most"
    assert read_xml(f'<?xml version="1.0" encoding="{encoding}"?><a>{text}</a>'.encode(encoding)).text == text
