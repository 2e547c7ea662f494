"""Who else can say who somebody is: the provider that `[studio.oidc]` names.

In: a project's settings and environment, its points. Out: a `Provided`, or the problems that keep it from being one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from importlib.util import find_spec

from newsletter.people.roles import Role, RoleKind, parse_role
from newsletter.pipeline.people.provided import Provided
from newsletter.pipeline.project import Project
from newsletter.pipeline.use_case import Place, refuse
from newsletter.problems import Location, Problem, error, nearest
from newsletter.settings.project import FILE
from newsletter.settings.studio import OIDC_SECRET
from newsletter.studio.home_entrance import BACK


def provided_by(project: Project, place: Place, points: Collection[str]) -> Provided | None:
    """Who else can say who somebody is; None where the settings name nobody.

    The use case is left over what is wrong with them.
    """
    settings = project.settings.studio.oidc
    if not settings.issuer:
        return None
    if find_spec("authlib") is None:
        hint = 'install it: pip install "newsletter-composer[home]"'
        refuse([error("no-authlib", "[studio.oidc] needs Authlib, which is not installed", Location(FILE), hint)])
    if not settings.client_id:
        hint = "write `client-id` below `[studio.oidc]`, as the provider has it"
        refuse([error("bad-provider", "nothing says what the provider calls the studio", Location(FILE), hint)])
    table, problems = read_table(settings.roles, points)
    if problems:
        refuse(problems)
    from newsletter.web.openid import OpenIdProvider

    secret = place.environ.get(OIDC_SECRET, "")
    return Provided(OpenIdProvider(settings, secret), project.settings.studio.site + BACK, table, settings.name)


def read_table(
    groups: Mapping[str, Sequence[str]], points: Collection[str]
) -> tuple[dict[str, tuple[Role, ...]], list[Problem]]:
    """The roles of each group, and what is wrong with them."""
    table, problems = {}, []
    for group, typed in groups.items():
        roles = []
        for text in typed:
            role, reason = parse_role(text)
            if role and role.kind is RoleKind.POINT and role.of not in points:
                reason = f"is for a point that is not there: {nearest(role.of, points) or 'see issues/points'}"
                role = None
            if role is None:
                message = f"the role `{text[:60]}` of a group {reason}"
                hint = "mend it below `[studio.oidc.roles]`"
                problems.append(error("bad-provider", message, Location(FILE), hint))
            else:
                roles.append(role)
        table[group] = tuple(roles)
    return table, problems
