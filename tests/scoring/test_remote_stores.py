"""Scoring from and to stores elsewhere, through fsspec: of this machine's files, in memory, and an S3 server."""

import socket
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
import s3_server
from small_model import sentences

import annotate as an
from annotate.io.remote import stores
from annotate.workflows.coverage import score

fsspec = pytest.importorskip("fsspec", reason="the extra remote is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """The folder in which copies are kept."""
    monkeypatch.setattr(stores.platformdirs, "user_cache_dir", lambda _: str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(params=["file", "memory"])
def bucket(request, tmp_path):
    """The address of an empty folder."""
    return f"file://{tmp_path}/bucket" if request.param == "file" else f"memory://{uuid.uuid4().hex}"


def files_at(address):
    store, root = fsspec.core.url_to_fs(address)
    return sorted(path.rpartition("/")[2] for path in store.find(root))


def put(address, path):
    store, root = fsspec.core.url_to_fs(address)
    store.makedirs(root.rpartition("/")[0], exist_ok=True)
    store.put_file(str(path), root)


def test_scores_come_from_and_go_to_addresses(bucket, model, tmp_path, cache):
    sentences(300).to_parquet(tmp_path / "in.parquet")
    put(f"{bucket}/in.parquet", tmp_path / "in.parquet")
    done = score(model, f"{bucket}/in.parquet", f"{bucket}/out/scores.parquet", engine="local", workers=1)
    assert done.rows == 300
    assert files_at(f"{bucket}/out") == ["scores.parquet"]
    with fsspec.open(f"{bucket}/out/scores.parquet") as stream:
        elsewhere = pd.read_parquet(stream)
    score(model, tmp_path / "in.parquet", tmp_path / "here.parquet", workers=1)
    pd.testing.assert_frame_equal(elsewhere, pd.read_parquet(tmp_path / "here.parquet"))
    assert not list(cache.rglob("scores.parquet*"))


def test_a_folder_is_read_and_written_and_read_again_only_where_it_changed(bucket, model, tmp_path, monkeypatch):
    for number in range(3):
        sentences(100).assign(sentence_id=[f"{number}-{n}" for n in range(100)]).to_parquet(
            tmp_path / f"{number}.parquet"
        )
        put(f"{bucket}/in/{number}.parquet", tmp_path / f"{number}.parquet")
    done = score(model, [f"{bucket}/in"], f"{bucket}/scores/", workers=1)
    assert done.rows == 300
    assert {name.rpartition(".")[2] for name in files_at(f"{bucket}/scores")} >= {"parquet"}
    fetched = []
    store = fsspec.core.url_to_fs(bucket)[0]
    get_file = type(store).get_file
    monkeypatch.setattr(
        type(store),
        "get_file",
        lambda self, one, *rest, **more: fetched.append(one) or get_file(self, one, *rest, **more),
    )
    time.sleep(0.02)
    sentences(100).assign(sentence_id=[f"new-{n}" for n in range(100)]).to_parquet(tmp_path / "1.parquet")
    put(f"{bucket}/in/1.parquet", tmp_path / "1.parquet")
    copy = stores.local_copy(f"{bucket}/in")
    assert [one.rpartition("/")[2] for one in fetched] == ["1.parquet"]
    assert pd.read_parquet(copy / "1.parquet")["sentence_id"].str.startswith("new").all()


def test_what_was_there_stays_whole_where_a_copy_breaks_off(model, tmp_path, monkeypatch):
    sentences(20).to_parquet(tmp_path / "in.parquet")
    target = tmp_path / "bucket" / "scores.csv"
    score(model, tmp_path / "in.parquet", f"file://{target}", workers=1)
    before = target.read_bytes()
    store = type(fsspec.filesystem("file"))

    def broken(self, source, there, **_):
        Path(there).write_bytes(b"half")
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(store, "put_file", broken)
        with pytest.raises(an.InputError, match=r"scores.csv: cannot be written \(no space left\)"):
            score(model, tmp_path / "in.parquet", f"file://{target}", workers=1)
    assert target.read_bytes() == before
    assert score(model, tmp_path / "in.parquet", f"file://{target}", workers=1).rows == 20


def test_wrong_addresses_say_what_to_do(model, tmp_path):
    with pytest.raises(an.InputError, match=r"memory://none/in.csv: cannot be read \(there is nothing\)"):
        score(model, "memory://none/in.csv", tmp_path / "out.csv")
    if find_spec("gcsfs") is None:
        with pytest.raises(an.InputError, match="gs:// needs a package: pip install gcsfs"):
            score(model, "gs://bucket/in.csv", tmp_path / "out.csv")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("s3://bucket/a.csv", "s3://bucket/a.csv"),
        ("s3:/bucket/a.csv", "s3://bucket/a.csv"),
        ("file:///news/a", "file:///news/a"),
        ("file:/news/a", "file:///news/a"),
        ("news/a.csv", None),
        ("C:/news/a.csv", None),
        ("https://example.org/a.csv", None),
    ],
)
def test_addresses_are_told_from_paths(path, address):
    assert stores.address_of(path) == address


@pytest.fixture(params=["small", "moto"])
def s3(request, monkeypatch):
    """Fsspec's store for an S3 server with an empty bucket ``coverage``: of tests, and moto's where it is installed."""
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    with ExitStack() as stack:
        address = stack.enter_context(s3_server.running()).address if request.param == "small" else _moto(stack)
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": address,
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            monkeypatch.setenv(name, value)
        fsspec.filesystem("s3").clear_instance_cache()
        store = fsspec.filesystem("s3")
        for _ in range(1200):
            try:
                store.mkdir("coverage")
                break
            except OSError:
                time.sleep(0.1)
        yield store
        fsspec.filesystem("s3").clear_instance_cache()


def _moto(stack):
    pytest.importorskip("moto", reason="moto, a larger S3 server for tests, is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-p", str(port)], stderr=subprocess.DEVNULL)
    stack.callback(server.wait)
    stack.callback(server.terminate)
    return f"http://127.0.0.1:{port}"


def test_an_s3_server_is_read_and_written(s3, model, tmp_path):
    sentences(50).to_parquet(tmp_path / "in.parquet")
    s3.put_file(str(tmp_path / "in.parquet"), "coverage/in.parquet")
    done = score(model, "s3://coverage/in.parquet", "s3://coverage/out/scores.parquet", workers=1)
    assert done.rows == 50
    s3.invalidate_cache()
    assert s3.find("coverage") == ["coverage/in.parquet", "coverage/out/scores.parquet"]
    score(model, tmp_path / "in.parquet", tmp_path / "here.parquet", workers=1)
    s3.get_file("coverage/out/scores.parquet", str(tmp_path / "there.parquet"))
    here, there = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("here", "there"))
    pd.testing.assert_frame_equal(here, there)


def test_a_folder_of_an_s3_server_is_scored_and_estimated_from(s3, model, tmp_path):
    for number in range(3):
        rows = sentences(100).assign(sentence_id=[f"{number}-{n}" for n in range(100)])
        rows.to_parquet(tmp_path / "in.parquet")
        s3.put_file(str(tmp_path / "in.parquet"), f"coverage/in/{number}.parquet")
    assert score(model, ["s3://coverage/in"], "s3://coverage/scores/", workers=1).rows == 300
    labels = pd.DataFrame({"sentence_id": [f"0-{n}" for n in range(90)], "label": sentences(100)["truth"][:90]})
    shares = an.estimate("s3://coverage/scores", labels.assign(question="stance"), assume_random=True)
    assert shares["n"].eq(300).all()
