"""Around every page: band, header, navigation, choices, footer. One ``h1``, landmarks, a live line that says what is shown."""

from __future__ import annotations

from typing import Any, cast

from dash import html

from dashboard.blocks import block, control, link
from dashboard.drawing import TileMap
from dashboard.pages import PAGES, Page
from dashboard.state import State
from dashboard.study import Library
from dashboard.view import Built
from vroegsignalering import __version__
from vroegsignalering.texts import Texts
from vroegsignalering.texts.words import Words


def whole(page: Page, built: Built, state: State, library: Library) -> Any:
    """The page with everything around it."""
    _ = built.texts
    return html.Div(
        [
            header(page, built, state, library),
            html.Div(
                [
                    navigation(page.key, _, state),
                    html.Main(main(page, built, state), id="main", tabIndex="-1"),
                ],
                className="body",
            ),
            footer(built, state),
        ],
        className="shell",
        lang=_.language,
        **cast(Any, named(page.path, state)),
    )


def named(path: str, state: State) -> dict[str, str]:
    """Which view this is and in which look, for who waits until it stands (``dashboard.screenshots``)."""
    return {"data-view": path + state.query(), "data-theme": state.theme}


def band(_: Texts) -> Any:
    """Says that nothing here is about real people."""
    return html.Div(
        [
            html.Strong(_("Synthetische data.")),
            " ",
            html.Span(_("Deze huishoudens zijn verzonnen. De uitkomsten zeggen niets over echte mensen.")),
        ],
        className="band",
        role="note",
    )


def header(page: Page, built: Built, state: State, library: Library) -> Any:
    """Name, study picker, language, look, print."""
    _ = built.texts
    words = Words(_)
    other = "en" if _.language == "nl" else "nl"
    studies: list[Any] = []
    if len(library.studies) > 1:
        entries = [
            html.Li(
                html.A(
                    words("study", s.key),
                    href=page.path
                    + State(tuple((k, v) for k, v in state.shared().asked if k != "year")).query(study=s.key),
                    className="go",
                    **cast(Any, {"aria-current": "true"} if s.key == built.study.key else {}),
                )
            )
            for s in library.studies
        ]
        studies = [
            html.Nav(html.Ul(entries), className="studies", **cast(Any, {"aria-label": _("Onderzoek")}))
        ]
    tools = html.Ul(
        [
            html.Li(
                html.A(
                    "English" if other == "en" else "Nederlands",
                    href=page.path + state.query(lang=other),
                    lang=other,
                    hrefLang=other,
                )
            ),
            *looks(page, state, _),
            html.Li(html.Button(_("Afdrukken"), className="print", type="button")),
        ],
        className="tools",
    )
    name = link("/", "vroegsignalering", state)
    return html.Header(
        [
            *([band(_)] if built.study.is_synthetic else []),
            html.Div(
                [html.P(name, className="name"), tools],
                className="top",
            ),
            *studies,
        ],
    )


def looks(page: Page, state: State, _: Texts) -> list[Any]:
    """The link to the other look; where the reader's system decides, its style sheet shows the one that is not on."""
    said = {"dark": _("Donkere weergave"), "light": _("Lichte weergave")}
    others = [theme for theme in said if theme != state.theme]
    return [
        html.Li(
            html.A(said[theme], href=page.path + state.query(theme=theme), className="go"),
            className=f"to-{theme}" if len(others) > 1 else "",
        )
        for theme in others
    ]


def navigation(current: str, _: Texts, state: State) -> Any:
    """All pages, in the order in which one reads them."""
    entries = [
        html.Li(
            html.A(
                _(p.title),
                href=p.path + state.shared().query(),
                className="go",
                **cast(Any, {"aria-current": "page"} if p.key == current else {}),
            )
        )
        for p in PAGES
    ]
    return html.Nav(
        [
            html.Button(
                _("Menu"),
                className="menu",
                type="button",
                **cast(Any, {"aria-expanded": "false", "aria-controls": "pages"}),
            ),
            html.Ul(entries, id="pages"),
        ],
        className="pages",
        **cast(Any, {"aria-label": _("Pagina's")}),
    )


def main(page: Page, built: Built, state: State) -> list[Any]:
    """Question, answer, choices, blocks."""
    _ = built.texts
    parts: list[Any] = [
        html.P(built.title, className="eyebrow"),
        html.H1(built.question),
        html.P(built.answer, className="answer"),
    ]
    choices = [control(c) for c in built.controls if not c.aside]
    if choices:
        parts.append(
            html.Section(
                [html.H2(_("Kies wat u wilt zien"), className="out"), *choices],
                className="choices",
                **cast(Any, {"aria-label": _("Keuzes")}),
            )
        )
    lines = (
        [" ", link("/#lines", _("Bij een andere grens is het anders."), state)]
        if page.key not in ("start", "about")
        else []
    )
    parts.append(html.P([html.Span(shown(built), className="now"), *lines], className="shown"))
    parts += [html.P(text, className="remark", role="note") for text in built.remarks]
    parts += [block(built, page.key, state, one) for one in built.blocks]
    return parts


def shown(built: Built) -> str:
    """What is on the page now, in one line; also read aloud after a change."""
    _ = built.texts
    chosen = [
        f"{c.label.lower()}: {dict(c.options).get(c.value, c.value)}"
        for c in built.controls
        if c.value and not (c.many or c.aside)
    ]
    hidden = sum(
        1
        for f in built.figures().values()
        if "status" in f.rows.columns and not isinstance(f.drawing, TileMap)
        for s in f.rows["status"].to_list()
        if s in ("primary", "secondary")
    )
    said = _("Getoond: {chosen}.", chosen="; ".join(chosen)) if chosen else _("Getoond: het hele onderzoek.")
    return said + (
        " " + _.several("{count} cel verborgen.", "{count} cellen verborgen.", hidden) if hidden else ""
    )


def footer(built: Built, state: State) -> Any:
    """Version, source, where to read more."""
    _ = built.texts
    digest = built.study.says("bundle_sha256")[:12]
    persons = built.study.manifest.get("persons")
    said = [
        _("vroegsignalering {version}", version=__version__),
        _("bewijspakket {study} {digest}", study=built.study.key, digest=digest),
    ]
    if isinstance(persons, int):
        said.append(_("gemaakt met {count} personen", count=_.number(persons)))
    return html.Footer(
        [
            html.P(" · ".join(said)),
            html.P(
                _("Dit dashboard toont groepen, nooit een persoon. Samenhang is geen oorzaak."),
            ),
            html.P(
                [
                    link("/over", _("Over dit dashboard"), state),
                    " · ",
                    link("/over#toegankelijkheid", _("Toegankelijkheid"), state),
                    " · ",
                    link("/over#downloads", _("Alle tabellen"), state),
                ]
            ),
        ]
    )


def lost(state: State, library: Library) -> Any:
    """A helpful page for an address that does not exist."""
    _ = Texts(state.language)
    return html.Div(
        [
            html.Header(
                [
                    *([band(_)] if library.studies[0].is_synthetic else []),
                    html.Div(
                        [html.P(link("/", "vroegsignalering", state), className="name")], className="top"
                    ),
                ]
            ),
            html.Div(
                [
                    navigation("", _, state),
                    html.Main(
                        [
                            html.H1(_("Deze pagina is er niet")),
                            html.P(
                                _("Misschien is de link oud of niet helemaal overgenomen."),
                                className="answer",
                            ),
                            html.P(link("/", _("Naar de startpagina"), state)),
                        ],
                        id="main",
                        tabIndex="-1",
                    ),
                ],
                className="body",
            ),
            html.Footer(html.P(_("vroegsignalering {version}", version=__version__))),
        ],
        className="shell",
        lang=_.language,
        **cast(Any, named("/404", state)),
    )
