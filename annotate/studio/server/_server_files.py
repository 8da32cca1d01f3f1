"""The files that make Label Studio run as it should: settings for Django, and the program that serves a team."""

SETTINGS = '''\
"""Label Studio's settings, with a SQLite that loses nothing.

Transactions acquire the lock when they begin, and wait for it. With SQLite's defaults the server runs into a lock in
the middle of an import, repeats the transaction without the predictions it has already consumed, and answers 201.
"""
from label_studio.core.settings.base import *

SENTRY_DSN = ""
FRONTEND_SENTRY_DSN = ""
from label_studio.core.settings.label_studio import *

SENTRY_DSN = ""
FRONTEND_SENTRY_DSN = ""
DATABASES["default"]["OPTIONS"] = {
    "timeout": 60,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
'''

TEAM_VARIABLE = "ANNOTATE_STUDIO_TEAM"
"""The environment variable with the path of a team server's settings, a JSON file."""

TEAM_SETTINGS = f'''\
"""Label Studio's settings for a team: PostgreSQL, one public address, and cookies that only travel encrypted."""
import json
import os
from pathlib import Path

from label_studio.core.settings.base import *

SENTRY_DSN = ""
FRONTEND_SENTRY_DSN = ""
from label_studio.core.settings.label_studio import *

SENTRY_DSN = ""
FRONTEND_SENTRY_DSN = ""

_team = json.loads(Path(os.environ["{TEAM_VARIABLE}"]).read_text(encoding="utf-8"))
DJANGO_DB = DJANGO_DB_POSTGRESQL  # what Label Studio asks in many places before it locks rows or searches in JSON
DATABASES = {{"default": _team["database"]}}
ALLOWED_HOSTS = _team["hosts"]
CORS_ALLOW_ALL_ORIGINS = False
CSRF_TRUSTED_ORIGINS = [_team["address"]]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _team["address"].startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
if _team["behind_proxy"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
'''

SERVE = f'''\
"""Serves Label Studio to a team: brings the database up to date, makes the owner's account, then runs gunicorn."""
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

from label_studio import server

team = json.loads(Path(os.environ["{TEAM_VARIABLE}"]).read_text(encoding="utf-8"))
secrets = {{name: Path(team[name + "_file"]).read_text(encoding="utf-8").strip() for name in ("password", "token")}}
# A database that is being made need not be safe from a crash at every one of its hundreds of steps.
os.environ["PGOPTIONS"] = "-c synchronous_commit=off"
server._setup_env()
server._apply_database_migrations()
owner = SimpleNamespace(
    username=team["email"],
    password=secrets["password"],
    user_token=secrets["token"],
    quiet_mode=True,
    enable_legacy_api_token=True,
)
server._create_user(owner, {{}})

del os.environ["PGOPTIONS"]

folder = str(Path(__file__).parent)
command = [sys.executable, "-m", "gunicorn", "core.wsgi:application", "--bind", team["bind"]]
command += ["--pythonpath", f"{{server.LS_PATH}},{{folder}}", "--worker-class", "gthread"]
command += ["--workers", str(team["workers"]), "--threads", str(team["threads"])]
command += ["--timeout", "600", "--graceful-timeout", "30", "--keep-alive", "30", "--no-control-socket"]
# Where requests are counted: in memory, because a slow disk would make gunicorn think that its workers hang.
command += ["--worker-tmp-dir", "/dev/shm"] if Path("/dev/shm").is_dir() else []
if team["behind_proxy"]:
    command += ["--forwarded-allow-ips", "*"]
if team["certificate"]:
    command += ["--certfile", team["certificate"], "--keyfile", team["key"]]
os.execv(sys.executable, command)
'''
