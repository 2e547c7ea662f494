"""An installation and its database opened for a use case; what they lack leaves it.

In: a project and an environment. Out: an `Installation`, an open database. A database that can't be used, or is lost on
the way, leaves the use case as well, with what to do about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from newsletter.database import Connection, DatabaseError, absolute, is_there
from newsletter.mail.audience.keyring import OtherSecretError
from newsletter.mail.message.tokens import tokens_from
from newsletter.pipeline.home_database import open_home_database, problem_of
from newsletter.pipeline.installation import Installation, open_installation
from newsletter.pipeline.project_folder import ProjectFolder
from newsletter.pipeline.use_case import Place, Refused, folder_at, project_at, refuse, reporting
from newsletter.settings.project import SECRET

if TYPE_CHECKING:
    from newsletter.pipeline.project import Project

P = ParamSpec("P")
R = TypeVar("R")


def has_database(project: ProjectFolder) -> bool:
    """False where nobody has made a database yet, so that nothing can be under way."""
    return is_there(absolute(project.settings.database.url, project.root))


def installation_at(project: Project, environ: Mapping[str, str]) -> Installation:
    """The installation of a project, by the environment; else the use case is left with all that it lacks."""
    installation, problems = open_installation(project, environ)
    if installation is None:
        refuse(problems)
    return installation


def secrets_at(place: Place) -> tuple[str, ...]:
    """The secrets of a place, the one in use first; the use case is left where there are none."""
    tokens, problems = tokens_from(place.environ.get(SECRET, ""))
    if tokens is None:
        refuse(problems)
    return tokens.secrets


@contextmanager
def database_at(project: ProjectFolder) -> Iterator[Connection]:
    """The project's database, open."""
    with refusing_by_database(), open_home_database(project) as connection:
        yield connection


@contextmanager
def refusing_by_database() -> Iterator[None]:
    """What is wrong with the database leaves the use case."""
    try:
        yield
    except (DatabaseError, OtherSecretError) as fault:
        refuse([problem_of(fault)])


def at_home(
    place: Place, use_case: Callable[Concatenate[Installation, Connection, P], R], /, *args: P.args, **kwargs: P.kwargs
) -> R | Refused:
    """Call a use case of whoever mails, in a project's folder."""

    def opened() -> R:
        project = project_at(place)
        installation = installation_at(project, place.environ)
        with database_at(project) as connection:
            return use_case(installation, connection, *args, **kwargs)

    return reporting(opened)()


def in_database(
    place: Place, use_case: Callable[Concatenate[Connection, P], R], /, *args: P.args, **kwargs: P.kwargs
) -> R | Refused:
    """Call a use case that needs nothing of a home but its database, in a project's folder."""

    def opened() -> R:
        with database_at(folder_at(place)) as connection:
            return use_case(connection, *args, **kwargs)

    return reporting(opened)()
