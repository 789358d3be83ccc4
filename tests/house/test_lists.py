"""Lists that change while they are read go on from the last row seen (mash/paging.py), never from a page number."""

import pytest

from tests.house.source import modules

# Module: why its list cannot change while somebody reads it.
BY_NUMBER: dict[str, str] = {}


@pytest.mark.parametrize("module", modules())
def test_no_list_is_read_by_page_number(module):
    text = modules()[module].read_text()
    by_number = "Paginator" in text or 'GET.get("page")' in text or "paginate_by" in text
    assert by_number == (module in BY_NUMBER), "use paging.page_of, or say in BY_NUMBER why the list cannot change"
