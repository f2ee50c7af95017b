"""The part of the script that brings elements to what a board describes."""

import pytest

SETUP = """
window.box = document.createElement('div');
document.body.append(box);
window.el = (type, props, ...children) => ({type, namespace: 'dash_html_components', props: {...props, children}});
window.rows = (...ids) => ids.map(id => el('P', {key: id, tabIndex: 0, id: `row-${id}`}, `text ${id}`));
"""


@pytest.fixture
def page(desk):
    page = desk.open("/")
    page.evaluate(f"() => {{ {SETUP} }}")
    return page


def order(page):
    return page.evaluate("[...box.children].map(e => e.id)")


def test_elements_are_kept_and_changed_in_place(page):
    page.evaluate("mezha.morph(box, [el('P', {className: 'a', title: 'x'}, 'one ', el('B', {}, 'two'))])")
    page.evaluate("window.first = box.firstChild")
    page.evaluate("mezha.morph(box, [el('P', {className: 'b', hidden: true}, 'one ', el('B', {}, 'three'))])")
    assert page.evaluate("box.firstChild === first")
    assert page.inner_html(":nth-match(p, 1)") is not None
    assert page.evaluate("box.innerHTML") == '<p class="b" hidden="">one <b>three</b></p>'


@pytest.mark.parametrize("ids", [["c", "a", "b"], ["b", "c"], ["c", "b", "a", "d"], ["d", "b"], ["b"]])
def test_the_focused_element_stays_where_it_is_whatever_moves_around_it(page, ids):
    page.evaluate("mezha.morph(box, rows('a', 'b', 'c'))")
    page.evaluate("() => { document.getElementById('row-b').focus(); window.blurs = 0;"
                  " document.activeElement.onblur = () => window.blurs++; }")  # fmt: skip
    page.evaluate("ids => mezha.morph(box, rows(...ids))", ids)
    assert order(page) == [f"row-{name}" for name in ids]
    assert page.evaluate("document.activeElement.id") == "row-b"
    assert page.evaluate("window.blurs") == 0


def test_a_busy_list_keeps_its_order_and_takes_new_rows_at_its_end(page):
    page.evaluate("mezha.morph(box, rows('a', 'b', 'c'))")
    page.evaluate("mezha.morph(box, rows('d', 'c', 'a'), true)")
    assert order(page) == ["row-a", "row-c", "row-d"]


def test_many_random_changes_end_as_described(page):
    wrong = page.evaluate("""() => {
        let seed = 7;
        const random = n => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
        for (let turn = 0; turn < 400; turn++) {
            const ids = [...'abcdefghij'].filter(() => random(3)).sort(() => random(3) - 1);
            if (box.children.length && random(2)) box.children[random(box.children.length)].focus();
            mezha.morph(box, rows(...ids));
            const found = [...box.children].map(e => e.id.slice(4)).join('');
            if (found !== ids.join('')) return [turn, ids.join(''), found];
        }
        return null;
    }""")
    assert wrong is None


def test_text_is_never_read_as_markup(page):
    page.evaluate("mezha.morph(box, [el('P', {title: '<b>'}, '<img src=x onerror=window.hacked=1>')])")
    assert page.evaluate("box.querySelector('img') === null && window.hacked === undefined")


def test_what_is_no_html_element_is_an_error_that_names_it(page):
    message = page.evaluate("""() => {
        try { mezha.morph(box, [{type: 'Graph', namespace: 'dash_core_components', props: {}}]); }
        catch (error) { return error.message; }
    }""")
    assert message == "a board holds a dash_core_components.Graph"


def test_styles_states_and_lists_are_written_as_html_has_them(page):
    page.evaluate("""mezha.morph(box, [[el('Td', {colSpan: 2, style: {backgroundColor: 'red', width: '5%'},
        'aria-selected': false, 'data-age': 5, n_clicks: 0}), null, 'tail', 7]])""")
    html = page.evaluate("box.innerHTML")
    assert 'colspan="2"' in html
    assert 'style="background-color:red;width:5%"' in html
    assert 'aria-selected="false"' in html
    assert "n_clicks" not in html
    assert html.endswith("tail7")
