"""A browser that is killed gives back, when it is opened again, what was not in the file yet."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.conftest import Sample
from tests.support.browser import playwrights, with_profile
from tests.support.studio import Seen, draft_of, in_file, studio_at, with_fields

pytestmark = pytest.mark.slow


def test_a_browser_that_is_killed_gives_back_what_was_not_saved(sample: Sample, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with studio_at(sample.root) as studio, playwrights() as playwright:
        context = with_profile(playwright, profile)
        seen = Seen(studio, context.new_page())
        seen.page.goto(studio.entry)
        with_fields(seen)
        context.route("**/files/**", lambda route: route.abort())
        seen.page.locator("#subject").fill("Typed before the end")
        seen.page.locator("#notices .notice.bad").wait_for()
        assert draft_of(seen.page) is not None
        for found in Path("/proc").glob("[0-9]*/cmdline"):
            line = found.read_bytes() if found.exists() else b""
            if str(profile).encode() in line and b"--type=" not in line:
                os.kill(int(found.parent.name), signal.SIGKILL)
        with contextlib.suppress(Error):
            context.close()
        for left in profile.glob("Singleton*"):
            left.unlink()
        again = with_profile(playwright, profile)
        seen = Seen(studio, again.new_page())
        seen.page.goto(studio.entry)  # the board has no field of the issue: what was left is saved all the same
        seen.saved()
        seen.page.wait_for_load_state("networkidle")
        assert "subject: Typed before the end\n" in in_file(studio)
        again.close()
