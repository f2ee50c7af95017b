"""Components as plain dicts are what Dash's own objects would give."""

from dash import html

from layers.markup import el, img, text_of


def test_a_component_equals_dashs_own():
    ours = el("Div", "a", el("B", "b"), className="row", id="x", tabIndex=0, style={"width": "10%"}, title="t")
    dash = html.Div(["a", html.B("b")], className="row", id="x", tabIndex=0, style={"width": "10%"}, title="t")
    plain = dash.to_plotly_json()
    plain["props"]["children"] = ["a", html.B("b").to_plotly_json()]
    assert ours == plain


def test_one_child_stands_alone():
    assert el("Span", "text") == html.Span("text").to_plotly_json()


def test_data_and_aria_names_are_hyphenated():
    ours = el("Tr", data_select="brest-pl", aria_selected="false", role="row")
    dash = html.Tr(**{"data-select": "brest-pl", "aria-selected": "false", "role": "row"}).to_plotly_json()
    dash["props"].pop("children")
    assert ours == dash


def test_an_image_equals_dashs_own():
    ours = img("data:,", "High", 22, className="glyph")
    dash = html.Img(src="data:,", alt="High", width=22, height=22, className="glyph").to_plotly_json()
    dash["props"].pop("children")
    assert ours == dash


def test_what_is_none_is_left_out():
    assert el("Div", None, title=None) == {"type": "Div", "namespace": "dash_html_components", "props": {}}
    assert el("Div", None, "a")["props"]["children"] == "a"


def test_the_text_of_a_component_is_read_in_order():
    assert text_of(el("Div", img("data:,", "High", 20), el("B", "Grodno"), "160 km")) == "High Grodno 160 km"
