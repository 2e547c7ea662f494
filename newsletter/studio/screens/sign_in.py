"""Signing in on the home: an address is told, a code comes by mail, and is typed where it was asked for."""

from __future__ import annotations

from newsletter.studio.home_entrance import HomeEntrance
from newsletter.studio.request import StudioRequest, StudioResponse, not_found, redirect
from newsletter.studio.routes import Route
from newsletter.studio.studio import Studio


def show(studio: Studio, request: StudioRequest) -> StudioResponse:
    """The question for an address."""
    if _home(studio) is None:
        return not_found()
    return redirect("/") if request.visitor.id else _page(studio, request, "address")


def ask(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Mail a code, if the address is somebody's; the answer is the same for any."""
    home = _home(studio)
    if home is None:
        return not_found()
    answer = home.ask(request, request.form().get("address", ""))
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
    answer = home.enter(request, request.form().get("code", ""))
    if answer is None:
        said = request.words.gettext(
            "This code is not right, or no longer. It holds for ten minutes, in the browser that asked for it, "
            "and for five tries."
        )
        return _page(studio, request, "code", said, 422)
    return answer


def leave(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Sign out in this browser."""
    home = _home(studio)
    return home.leave(request) if home else not_found()


def list_places(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Where I am signed in."""
    home = _home(studio)
    if home is None:
        return not_found()
    return studio.page(request, "signed_in.html", here="me", places=home.list_sign_ins(request))


def leave_there(studio: Studio, request: StudioRequest) -> StudioResponse:
    """Sign out in another browser."""
    home = _home(studio)
    return home.leave_there(request, request.form().get("name", "")) if home else not_found()


def _home(studio: Studio) -> HomeEntrance | None:
    return studio.entrance if isinstance(studio.entrance, HomeEntrance) else None


def _page(studio: Studio, request: StudioRequest, step: str, said: str = "", status: int = 200) -> StudioResponse:
    return studio.outer_page(request, "sign_in.html", status=status, step=step, said=said)


ROUTES = (
    Route("/sign-in", get=show, post=ask),
    Route("/sign-in/code", get=show_code, post=enter),
    Route("/sign-out", post=leave),
    Route("/signed-in", get=list_places, post=leave_there),
)
