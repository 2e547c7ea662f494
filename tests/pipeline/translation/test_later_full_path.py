"""A desk, a home and eTranslation as three programs: sent by way of the home, stored by the desk after restarts."""

import re
import shutil
from pathlib import Path

import pytest

from newsletter.translate.formats.po import read_catalog
from newsletter.translate.unit import State
from tests.conftest import Sample
from tests.support.etranslation import PASSWORD, set_up
from tests.support.processes import command
from tests.support.public_site import SECRET
from tests.support.serving import free_port, serving
from tools.etranslation_server import ETranslationServer

KEY = "what home and desk share, of many characters".replace(" ", "-")


def missing(root: Path) -> int:
    catalog, _ = read_catalog(root, "nl", "2024-01")
    assert catalog
    return sum(entry.state is State.MISSING for entry in catalog.active())


def said_by(root: Path, *arguments: str, **environ: str) -> str:
    with command(root, *arguments, env=environ) as run:
        out, err = run.communicate()
        assert run.returncode == 0, err
    assert PASSWORD not in out + err
    assert not re.search(r"/mt/[0-9a-f]{24}", out + err), "no address of an answer is shown"
    return out


@pytest.mark.slow
def test_a_desk_sends_through_the_home_and_stores_what_came_there_after_restarts(
    sample: Sample, tmp_path: Path
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    desk = tmp_path / "desk"
    with ETranslationServer(password=PASSWORD, is_held=True) as service:
        set_up(sample, service.url, site=url)
        shutil.copytree(sample.root, desk)
        at_home = {"NEWSLETTER_SECRET": SECRET, "NEWSLETTER_HOME_KEY": KEY, "NEWSLETTER_ETRANSLATION_KEY": PASSWORD}
        at_desk = {"NEWSLETTER_HOME_KEY": KEY, "NEWSLETTER_HOME_URL": url}
        with serving(sample.root, port, **at_home):
            out = said_by(desk, "translate", "--to", "nl", **at_desk)
            assert "nl       sent to eTranslation, just now" in out
        (job,) = service.jobs
        assert service.bring(job) == 0, "the home is down"
        with serving(sample.root, port, **at_home) as home:
            assert service.bring(job) == 200
            assert "nl       sent to eTranslation" in said_by(desk, "status", **at_desk)
            assert missing(desk) > 5
            out = said_by(desk, "translate", "--to", "nl", **at_desk)
            assert " by etranslation" in out
            log = "".join(home.said())
        assert missing(desk) == 0
        assert "eTranslation" not in said_by(desk, "status")
        assert len(service.jobs) == 1
        assert (PASSWORD in log, KEY in log) == (False, False)
        files = [path.read_bytes() for path in (*desk.rglob("*"), *sample.root.rglob("*")) if path.is_file()]
        assert not any(PASSWORD.encode() in data or KEY.encode() in data for data in files)
