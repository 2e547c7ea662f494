"""Signing in on the home: an address is told, a code comes by mail, and is typed where it was asked for; or a provider
says who it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from newsletter.locales import autonym
from newsletter.people.identities import spoken_in
from newsletter.pipeline.people.provided import Why
from newsletter.studio.browser_names import browser_called
from newsletter.studio.home_entrance import BACK, HomeEntrance, in_locale
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio
from newsletter.studio.words import languages, words_of


def show(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The question for an address; `?in=` is the language that was chosen."""
    if _home(studio) is None:
        return not_found()
    return redirect("/") if request.visitor.id else _page(studio, request, "address")


def ask(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Mail a code, if the address is somebody's; the answer is the same for any."""
    home = _home(studio)
    if home is None:
        return not_found()
    request = _as_chosen(request)
    answer = home.ask(request, request.form().get("address", ""), _chosen(request))
    if answer is None:
        said = request.words.gettext("That was often. Wait an hour, or use the code that you have.")
        return _page(studio, request, "address", said, 429)
    return answer


def show_code(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The question for the code."""
    if _home(studio) is None:
        return not_found()
    return redirect("/") if request.visitor.id else _page(studio, request, "code")


def enter(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Sign in."""
    home = _home(studio)
    if home is None:
        return not_found()
    request = _as_chosen(request)
    answer = home.enter(request, request.form().get("code", ""), _chosen(request))
    if answer is None:
        said = request.words.gettext(
            "This code is not right, or no longer. It holds for ten minutes, in the browser that asked for it, "
            "and for five tries."
        )
        return _page(studio, request, "code", said, 422)
    return answer


def go_to_provider(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Lead to the provider. A GET, since a form may lead to no other site (Content-Security-Policy, form-action); what
    another site's page asks for in somebody's browser is not done.
    """
    home = _home(studio)
    if home is None or home.provider is None:
        return not_found()
    request = _as_chosen(request)
    if request.method == "HEAD" or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return redirect("/sign-in")
    answer = home.go_to_provider(request, _chosen(request))
    return _not_in(studio, request, answer) if isinstance(answer, Why) else answer


def come_back(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Sign in whoever comes back from the provider. A GET, since the browser is led here; without the cookie that it
    got when it left, and twice, it does nothing.
    """
    home = _home(studio)
    if home is None or home.provider is None:
        return not_found()
    if request.method == "HEAD":
        return redirect("/sign-in")
    request = _as_chosen(request)
    answer = home.come_back(request, _chosen(request))
    return _not_in(studio, request, answer) if isinstance(answer, Why) else answer


def _not_in(studio: Studio, request: StudioRequest, why: Why) -> StudioResponse:
    _ = request.words.gettext
    status, said = {
        Why.OFTEN: (429, _("That was often. Wait an hour, or use the code that you have.")),
        Why.NOT_ASKED: (422, _("That took too long, or began in another browser. Begin again here.")),
        Why.REFUSED: (422, _("You were not signed in there. Try again, or have a code mailed to you.")),
        Why.SILENT: (
            502,
            _("The sign-in of your organisation does not answer. Have a code mailed to you, or try later."),
        ),
        Why.UNTRUE: (
            502,
            _("What the sign-in of your organisation said could not be trusted. An operator finds it in the log."),
        ),
        Why.UNVERIFIED: (
            403,
            _("The sign-in of your organisation does not vouch for your mail address. An operator can let you in."),
        ),
        Why.NAMELESS: (
            403,
            _("Somebody has your name here already, or you have none there. An operator can let you in."),
        ),
    }.get(why, (403, _("You are known there, but have no role here. An operator of the newsletter can give you one.")))
    return _page(studio, request, "address", said, status)


def health(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Whether the studio is well, for `newsletter doctor` and whatever watches it."""
    home = _home(studio)
    return home.health(request, trusts_proxy=studio.trust_proxy) if home else not_found()


def leave(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Sign out in this browser."""
    home = _home(studio)
    return home.leave(request) if home else not_found()


def list_places(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Where I am signed in."""
    home = _home(studio)
    if home is None:
        return not_found()
    places = home.list_sign_ins(request)
    return studio.page(
        request, "signed_in.html", here="me", places=places, called=partial(browser_called, request.words)
    )


def leave_there(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Sign out in another browser."""
    home = _home(studio)
    return home.leave_there(request, request.form().get("name", "")) if home else not_found()


def _chosen(request: StudioRequest) -> str:
    """The language that was chosen on the page, empty where none was: then the browser says."""
    back = request.query.get("state", "") if request.path == BACK else ""
    wish = request.query.get("in", "") or spoken_in(back)
    return wish if wish in languages() else ""


def _as_chosen(request: StudioRequest) -> StudioRequest:
    chosen = _chosen(request)
    return replace(request, words=words_of(chosen)) if chosen else request


def _home(studio: Studio) -> HomeEntrance | None:
    return studio.entrance if isinstance(studio.entrance, HomeEntrance) else None


def _page(studio: Studio, request: StudioRequest, step: str, said: str = "", status: int = 200) -> StudioResponse:
    home = _home(studio)
    provider = home.provider if home else None
    return studio.outer_page(
        _as_chosen(request),
        "sign_in.html",
        status=status,
        step=step,
        said=said,
        has_provider=provider is not None,
        provider=provider.name if provider else "",
        languages=languages(),
        own_name=autonym,
        kept=in_locale(_chosen(request)),
    )


ROUTES = (
    Route("/sign-in", get=show, post=ask),
    Route("/sign-in/code", get=show_code, post=enter),
    Route("/sign-in/provider", get=go_to_provider),
    Route(BACK, get=come_back),
    Route("/sign-in/health", get=health),
    Route("/sign-out", post=leave),
    Route("/signed-in", get=list_places, post=leave_there),
)
