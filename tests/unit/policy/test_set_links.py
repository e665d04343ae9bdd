"""One link per set, for each place."""

from __future__ import annotations

import pytest

from codify_jupyter.errors import Invalid
from codify_jupyter.set_links import Places, set_links


def test_all_links_lead_to_the_same_path() -> None:
    places = Places.from_environment(
        {
            "CODIFY_HUB_URL": "https://hub.example.org/",
            "CODIFY_SERVER_URL": "http://127.0.0.1:8888/base/",
            "CODIFY_REPOSITORY": "https://github.com/course/py 101.git".replace(" ", "-"),
            "CODIFY_BRANCH": "autumn/2026",
        }
    )
    assert set_links("week-1", places) == {
        "server": "http://127.0.0.1:8888/base/codify/open/sets/week-1",
        "hub": "https://hub.example.org/hub/user-redirect/codify/open/sets/week-1",
        "nbgitpuller": "https://hub.example.org/hub/user-redirect/git-pull"
        "?repo=https%3A%2F%2Fgithub.com%2Fcourse%2Fpy-101.git&branch=autumn%2F2026"
        "&urlpath=codify%2Fopen%2Fsets%2Fweek-1",
        "binder": "https://mybinder.org/v2/gh/course/py-101/autumn%2F2026"
        "?urlpath=codify%2Fopen%2Fsets%2Fweek-1",
    }


@pytest.mark.parametrize(
    ("repository", "name"),
    [
        ("https://gitlab.com/group/sub/course", "gl/group%2Fsub%2Fcourse"),
        ("https://git.example.org/course.git", "git/https%3A%2F%2Fgit.example.org%2Fcourse.git"),
    ],
)
def test_binder_knows_other_hosts(repository: str, name: str) -> None:
    link = set_links("week-1", Places(repository=repository))["binder"]
    assert link.startswith(f"https://mybinder.org/v2/{name}/main?")


def test_the_hub_tells_its_own_address_and_an_unknown_place_has_no_link() -> None:
    told = Places.from_environment({"JUPYTERHUB_PUBLIC_HUB_URL": "https://hub.example.org/hub/"})
    assert told.hub == "https://hub.example.org"
    assert list(set_links("week-1", Places())) == ["server"]
    for wrong in ("javascript:alert(1)", "hub.example.org", "https://x?y=z"):
        with pytest.raises(Invalid, match="no address"):
            Places.from_environment({"CODIFY_HUB_URL": wrong})
