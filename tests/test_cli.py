"""The command as a whole: help, exit statuses, lazy imports."""

import json
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pandas as pd
import pytest
import typer

from annotate.cli import PANELS, VERBS, application, console, run
from annotate.cli.flags import in_flags, use_flags_of
from annotate.errors import AnnotateWarning

HEAVY = {
    "pandas",
    "pyarrow",
    "sklearn",
    "scipy",
    "numpy",
    "label_studio_sdk",
    "altair",
    "trafilatura",
    "dask",
    "fastapi",
}


def test_help_lists_every_verb(annotate):
    said = annotate("--help")
    assert said.returncode == 0
    for verb in VERBS:
        assert f" {verb} " in said.stdout, verb


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help_with_an_example(annotate, verb):
    said = annotate(verb, "--help")
    assert said.returncode == 0, said.stderr
    assert f"annotate {verb}" in said.stdout.split("Example", 1)[1]


def test_help_imports_nothing_heavy():
    code = (
        "import sys, json; from annotate.cli import run; run(['--help']);"
        "print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(json.loads(done.stderr.splitlines()[-1]))


def test_a_command_ends_without_looking_for_garbage_first():
    code = (
        "import atexit, gc, sys; from annotate.cli import main; sys.argv = ['annotate', '--version'];"
        "atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 1000)); main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False True"


def test_an_unknown_verb_is_a_usage_error(annotate):
    assert annotate("anotate").returncode == 2


def test_version_is_shown(annotate):
    assert annotate("--version").stdout.startswith("annotate ")


def test_init_makes_a_project_and_refuses_to_make_it_twice(annotate, tmp_path):
    assert annotate("init", "study").returncode == 0
    assert {p.name for p in (tmp_path / "study").iterdir()} == {"annotate.toml", "guidelines.md", ".gitignore"}
    assert "Next: put articles" in annotate("init").stderr
    again = annotate("init", "study")
    assert again.returncode == 1
    assert "is a study already" in again.stderr


def test_a_broken_settings_file_is_told_with_its_line(annotate, tmp_path):
    (tmp_path / "annotate.toml").write_text('title = "x"\nseed = = 3\n')
    (tmp_path / "scores.csv").write_text("sentence_id,label\n")
    said = annotate("report", "scores.csv")
    assert said.returncode == 1
    assert "annotate.toml" in said.stderr
    assert "line 2" in said.stderr


def test_a_defect_leaves_a_traceback_in_a_log_and_status_3(monkeypatch, capsys):
    from annotate import cli

    def broken():
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(cli, "application", broken)
    assert cli.run([]) == 3
    said = capsys.readouterr().err
    log = said.rsplit(" ", 1)[1].strip()
    with open(log) as stream:
        assert "RuntimeError: unforeseen" in stream.read()


@pytest.mark.parametrize("moment", ["starting", "application"])
def test_an_interruption_at_any_moment_is_one_sentence(monkeypatch, capsys, moment):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(f"annotate.cli.{moment}", interrupted)
    assert run(["train"]) == 130
    said = capsys.readouterr().err
    assert said == "annotate: interrupted; no output was half-written, and the same command starts over\n"


def test_an_interruption_in_code_that_is_made_of_text_has_its_exit_status_too(tmp_path):
    (tmp_path / "interrupted.py").write_text(
        "import sys\nfrom annotate import cli\ncli.application = lambda: exec('raise KeyboardInterrupt')\n"
        "sys.argv = ['annotate', 'train']\ncli.main()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", "interrupted"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 130
    assert done.stderr == "annotate: interrupted; no output was half-written, and the same command starts over\n"


def test_an_interruption_while_the_command_is_loaded_is_one_sentence(monkeypatch, capsys):
    class Interrupting:
        def find_spec(self, name, *_):
            if name == "annotate.cli":
                raise KeyboardInterrupt

    from annotate.__main__ import main

    monkeypatch.delitem(sys.modules, "annotate.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    with pytest.raises(SystemExit, match="130"):
        main()
    assert capsys.readouterr().err == "annotate: interrupted before it began\n"


def test_a_table_too_wide_for_the_window_is_told_whole(monkeypatch, capsys):
    frame = pd.DataFrame([{f"a_rather_long_column_{number}": f"value{number}" for number in range(9)}])
    monkeypatch.setenv("COLUMNS", "60")
    console.show(frame, title="A title that is far longer than the table below it")
    said = capsys.readouterr().out
    assert all(f"a_rather_long_column_{number}" in said and f"value{number}" in said for number in range(9))
    assert "…" not in said
    assert said.splitlines()[0] == "A title that is far longer than the table below it"


def test_a_terminal_shows_the_first_rows_of_a_long_table_and_a_pipe_all(monkeypatch, capsys):
    frame = pd.DataFrame({"outlet": [f"Outlet {number}" for number in range(1234)]})
    console.show(frame)
    assert "Outlet 1233" in capsys.readouterr().out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    console.show(frame, title="Shares")
    said = capsys.readouterr().out
    assert said.splitlines()[0] == "Shares: 40 of 1,234 rows; all of them with -o FILE or --format json"
    assert "Outlet 39 " in said
    assert "Outlet 40" not in said
    console.show(frame, "json")
    assert "Outlet 1233" in capsys.readouterr().out


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_table_whose_columns_are_narrowed_cuts_no_word(monkeypatch, capsys, width):
    frame = pd.DataFrame(
        {
            "what": ["extra dask", "Label Studio here"],
            "state": ["missing", "ok"],
            "found": ["without dask, distributed: no scoring on several machines", "running at http://127.0.0.1:45983"],
            "to do": ["pip install 'stance-annotate[dask]', or annotate doctor --fix", ""],
        }
    )
    monkeypatch.setenv("COLUMNS", str(width))
    console.show(frame)
    said = capsys.readouterr().out
    assert "…" not in said
    assert max(map(len, said.splitlines())) <= width
    words = said.split()
    assert {"distributed:", "http://127.0.0.1:45983", "'stance-annotate[dask]',", "machines"} <= set(words)


def test_words_are_not_cut_at_the_edge_of_a_terminal_and_commands_stay_on_one_line(monkeypatch, capsys):
    prose = "agreement on stance so far: alpha 0.81 [0.63, 0.96] on 40 shared sentences, reliable"
    command = "When you have labelled some of the sentences of this batch, type annotate pull && annotate resolve"
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    console.say(f"{prose}\n{command}")
    shown = capsys.readouterr().err.splitlines()
    assert shown == [prose.removesuffix(" reliable"), "reliable", command]
    console.say(f"{prose}. For more of them: annotate agreement --by pair")
    shown = capsys.readouterr().err.splitlines()
    assert shown == [prose.removesuffix(" reliable"), "reliable.", "For more of them: annotate agreement --by pair"]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    console.say(prose)
    assert capsys.readouterr().err == f"{prose}\n"


def test_a_table_that_fits_is_a_table(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    console.show(pd.DataFrame({"label": ["critical"], "n": [12]}))
    assert "│ critical │ 12 │" in capsys.readouterr().out


def _command(
    size: int = typer.Option(5, "-n", "--size"),
    text_column: str = typer.Option(""),
    title: str = typer.Option("", "--project"),
    scores: Path = typer.Argument(None, metavar="[SCORES]"),
    inputs: list[Path] = typer.Argument(None, metavar="INPUT..."),
):
    pass


@pytest.mark.parametrize(
    ("library", "shown"),
    [
        ("pass `text_column`", "pass --text-column"),
        ("lower `size` or set `title`", "lower -n or set --project"),
        ("`scores` and `inputs` must differ", "SCORES and INPUT must differ"),
        ("`sentence_id` is no parameter of it", "`sentence_id` is no parameter of it"),
    ],
)
def test_a_parameter_in_a_library_message_is_shown_as_the_flag_of_the_command(library, shown):
    app = typer.Typer()
    app.command()(_command)
    use_flags_of(typer.main.get_command(app), [])
    assert in_flags(library) == shown


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["train", "gold.csv", "--recipe", "fast"], "--recipe and --format"),
        (["studio", "status"], "`recipe` and --format"),
        (["--help"], "`recipe` and `form`"),
    ],
)
def test_the_flags_are_those_of_the_command_that_runs(arguments, shown):
    use_flags_of(typer.main.get_command(application()), arguments)
    assert in_flags("`recipe` and `form`") == shown


def test_a_warning_of_the_library_is_one_line_on_standard_error(capsys, monkeypatch):
    from annotate import cli

    def application():
        app = typer.Typer()

        @app.command()
        def check(text_column: str = typer.Option("")):
            for row in (1, 2):
                warnings.warn(f"row {row} is empty; pass `text_column`", AnnotateWarning, stacklevel=1)

        return app

    monkeypatch.setattr(cli, "application", application)
    assert cli.run([]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "row 1 is empty; pass --text-column",
        "row 2 is empty; pass --text-column",
    ]


def test_every_verb_stands_in_one_panel_of_the_help(annotate):
    assert sorted(verb for verbs in PANELS.values() for verb in verbs) == sorted(VERBS)
    shown = annotate("--help", env={"COLUMNS": "80"}).stdout
    for panel, verbs in PANELS.items():
        (block,) = [part for part in shown.split("╭─ ") if part.startswith(f"{panel} ─")]
        assert all(f"│ {verb} " in block for verb in verbs)


@pytest.mark.parametrize(
    ("verb", "module", "registry"),
    [
        ("sample", "annotate.labels.strategies", "STRATEGIES"),
        ("train", "annotate.learn.recipes.catalogue", "RECIPES"),
        ("audit", "annotate.learn.recipes.catalogue", "RECIPES"),
        ("estimate", "annotate.estimation.estimators", "ESTIMATORS"),
        ("report", "annotate.estimation.estimators", "ESTIMATORS"),
        ("resolve", "annotate.labels.aggregation", "METHODS"),
    ],
)
def test_the_help_of_a_verb_names_everything_in_the_registry(annotate, verb, module, registry):
    import importlib

    shown = annotate(verb, "--help", env={"COLUMNS": "200"}).stdout
    assert all(name in shown for name in getattr(importlib.import_module(module), registry))
    assert "{" not in shown


def test_paths_in_words_are_near_and_addresses_whole(tmp_path, monkeypatch):
    from annotate.cli.console import near

    monkeypatch.chdir(tmp_path)
    assert near(f"wrote {tmp_path}/report.html") == "wrote report.html"
    assert near(f"open file://{tmp_path}/report.html") == f"open file://{tmp_path}/report.html"


@pytest.mark.parametrize(
    ("verb", "arguments", "meant"),
    [
        ("sample", ["sentences.csv", "-n", "5", "--copies"], True),
        ("split", ["news", "--no-copies"], False),
        ("estimate", ["--copies=once"], "once"),
    ],
)
def test_flags_of_an_earlier_release_are_still_read(verb, arguments, meant):
    command = typer.main.get_command(application()).commands[verb]
    assert command.make_context(verb, arguments).params["near_duplicates"] == meant


def test_what_the_machine_lacks_is_one_sentence_and_no_defect(annotate, tmp_path, monkeypatch):
    resource = pytest.importorskip("resource")
    (tmp_path / "a.txt").write_text("Envoy Ada spoke of peace and of herring.\n")
    split = ("split", "a.txt", "-o", "a.csv")
    assert annotate(*split).returncode == 0
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.open(tmp_path, os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, before[1]))
    try:
        full = annotate(*split)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert (full.returncode, full.stderr.count("\n")) == (1, 1)
    assert full.stderr.startswith("annotate: too many files are open at once; raise the limit (ulimit -n 1024)")
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "none")])
    nowhere = annotate(*split)
    assert nowhere.returncode == 1
    assert nowhere.stderr == "annotate: no temporary folder is writable; set TMPDIR to one that is\n"
