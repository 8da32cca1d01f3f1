"""A personal access token opens a server as a legacy one does, and is told apart when it fails."""

import httpx
import pytest

from annotate.errors import StudioError
from annotate.studio.client import connect, kind_of_token
from annotate.studio.connection import Connection

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def personal(studio):
    """A personal access token of the owner, made as the account page makes it."""
    with httpx.Client(base_url=studio.url, trust_env=False, follow_redirects=False) as http:
        http.get("/user/login/")
        form = {"email": studio.email, "password": studio.password_file.read_text().strip()}
        form |= {"csrfmiddlewaretoken": http.cookies["csrftoken"]}
        assert http.post("/user/login/", data=form, headers={"Referer": studio.url}).status_code == 302
        made = http.post("/api/token/", headers={"X-CSRFToken": http.cookies["csrftoken"], "Referer": studio.url})
        assert made.is_success, made.text
        return made.json()["token"]


def test_a_personal_access_token_opens_the_server(annotate, studio, personal, tmp_path):
    assert kind_of_token(personal) == "personal"
    assert connect(Connection(studio.url, personal)).users.whoami().email == studio.email
    (tmp_path / "batch.csv").write_text("sentence_id,text\na,Veldania thanked Karsovia.\n")
    env = {"LABEL_STUDIO_API_KEY": personal, "ANNOTATE_STUDIO_DATA": str(tmp_path / "none")}
    pushed = annotate("push", "batch.csv", "--url", studio.url, "--project", "By token", env=env)
    assert pushed.returncode == 0, pushed.stderr
    assert "1 sentence added" in pushed.stderr


def test_a_spoilt_personal_token_is_called_one(studio, personal):
    head, body, _ = personal.split(".")
    with pytest.raises(StudioError, match="personal access token: it is wrong, expired or revoked"):
        connect(Connection(studio.url, f"{head}.{body}.{'x' * 43}"))
