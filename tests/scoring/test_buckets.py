"""Google's and Azure's stores, read and written through gcsfs and adlfs.

Each test runs against a small server of the tests, and against an emulator that others wrote where one is installed:
`gcp-storage-emulator` (PyPI) and `azurite-blob` (npm).
"""

import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pytest
from az_server import KEY, AzHandler, connection_string
from gs_server import GsHandler
from s3_server import running
from small_model import sentences

import annotate as an
from annotate.io.remote import stores

fsspec = pytest.importorskip("fsspec", reason="the extra remote is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")

EMULATORS = {"gs": "gcp-storage-emulator", "az": "azurite-blob"}
AZURITE = (
    "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6I"
    "FsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint={address}/devstoreaccount1;"
)
"""The account that Azurite documents for everybody."""


@pytest.fixture(params=["gs", "gs emulator", "az", "az emulator"])
def bucket(request, tmp_path, monkeypatch):
    """The address of an empty bucket."""
    protocol, _, emulator = request.param.partition(" ")
    monkeypatch.setenv("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")  # it asks Google what kind of bucket it is
    pytest.importorskip(stores._PACKAGES[protocol], reason=f"the extra {protocol} is not installed")
    monkeypatch.setattr(stores.platformdirs, "user_cache_dir", lambda _: str(tmp_path / "cache"))
    with ExitStack() as stack:
        if emulator:
            address = emulated(protocol, stack)
        else:
            address = stack.enter_context(running({"gs": GsHandler, "az": AzHandler}[protocol])).address
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", address)
        account = AZURITE.format(address=address) if emulator else connection_string(address)
        monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", account)
        store = type(fsspec.filesystem(protocol, skip_instance_cache=True))
        store.clear_instance_cache()
        fsspec.filesystem(protocol).mkdir("coverage")
        yield f"{protocol}://coverage"
        store.clear_instance_cache()


def emulated(protocol, stack):
    """The address of an emulator, which is stopped at the end of `stack`."""
    name = EMULATORS[protocol]
    program = shutil.which(name, path=f"{Path(sys.executable).parent}:{Path.cwd()}/node_modules/.bin") or shutil.which(
        name
    )
    if program is None:
        pytest.skip(f"{name}, an emulator of {protocol}://, is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = {"gs": ["start", "-M", "-q", "--port", port], "az": ["--inMemoryPersistence", "--skipApiVersionCheck"]}[
        protocol
    ]
    words += ["--blobPort", port, "--silent", "--disableTelemetry"] if protocol == "az" else []
    server = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(server.wait)
    stack.callback(server.terminate)
    for _ in range(1200):
        try:
            socket.create_connection(("127.0.0.1", int(port)), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    return f"http://127.0.0.1:{port}"


def put(address, path):
    store, root = fsspec.core.url_to_fs(address)
    store.put_file(str(path), root)


def files_at(address):
    store, root = fsspec.core.url_to_fs(address)
    store.invalidate_cache()
    return sorted(path.removeprefix(f"{root}/") for path in store.find(root))


def test_a_study_of_articles_in_a_bucket_ends_in_shares_in_the_bucket(annotate, bucket, model, tmp_path):
    rows = [f"a{n},The Courier,2031-04-0{n + 1},The council of Karsovia met. It praised the ferries." for n in range(5)]
    (tmp_path / "news.csv").write_text("article_id,outlet,published,text\n" + "\n".join(rows) + "\n")
    put(f"{bucket}/news.csv", tmp_path / "news.csv")
    done = annotate("split", f"{bucket}/news.csv", "-o", f"{bucket}/out/sentences.parquet")
    assert f"of 5 articles to {bucket}/out/sentences.parquet" in done.stderr
    an.score(model, f"{bucket}/out/sentences.parquet", f"{bucket}/out/scores.parquet", workers=1)
    scores = pd.read_parquet(stores.local_copy(f"{bucket}/out/scores.parquet"))
    gold = scores[["sentence_id"]].assign(label="neutral", question="stance")
    gold.head(6).to_csv(tmp_path / "gold.csv", index=False)
    put(f"{bucket}/gold.csv", tmp_path / "gold.csv")
    shares = an.estimate(
        f"{bucket}/out/scores.parquet", f"{bucket}/gold.csv", assume_random=True, output=f"{bucket}/shares.csv"
    )
    assert files_at(bucket) == ["gold.csv", "news.csv", "out/scores.parquet", "out/sentences.parquet", "shares.csv"]
    written = pd.read_csv(stores.local_copy(f"{bucket}/shares.csv"))
    assert written["share"].tolist() == pytest.approx(shares["share"].tolist())
    assert not list(Path.cwd().glob("*:*"))


def test_a_folder_in_a_bucket_is_scored_part_by_part(bucket, model, tmp_path):
    for number in range(3):
        rows = sentences(100).assign(sentence_id=[f"{number}-{n}" for n in range(100)])
        rows.to_parquet(tmp_path / "in.parquet")
        put(f"{bucket}/in/{number}.parquet", tmp_path / "in.parquet")
    assert an.score(model, [f"{bucket}/in"], f"{bucket}/scores/", workers=1).rows == 300
    labels = pd.DataFrame({"sentence_id": [f"0-{n}" for n in range(90)], "label": sentences(100)["truth"][:90]})
    shares = an.estimate(f"{bucket}/scores", labels.assign(question="stance"), assume_random=True)
    assert shares["n"].eq(300).all()


def test_a_large_file_arrives_whole_in_pieces(bucket, tmp_path):
    (tmp_path / "large.bin").write_bytes(bytes(range(256)) * 40_000)
    stores.put(tmp_path / "large.bin", f"{bucket}/large.bin")
    assert stores.local_copy(f"{bucket}/large.bin").read_bytes() == (tmp_path / "large.bin").read_bytes()


def test_a_misspelt_bucket_is_named_and_not_made(bucket, model, tmp_path):
    sentences(20).to_csv(tmp_path / "in.csv", index=False)
    wrong = bucket.replace("coverage", "covreage")
    with pytest.raises(an.InputError, match=f"{wrong}/out.csv: cannot be written .* credentials"):
        an.score(model, tmp_path / "in.csv", f"{wrong}/out.csv", workers=1)
    with pytest.raises(an.InputError, match=f"{wrong}/in.csv: cannot be read"):
        an.score(model, f"{wrong}/in.csv", tmp_path / "out.csv", workers=1)


def test_no_message_shows_a_secret(monkeypatch, tmp_path):
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", connection_string("http://127.0.0.1:1"))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "aSecretOfForty")
    said = f"AuthenticationFailed: {KEY} and aSecretOfForty; https://store.invalid/c/b?sv=1&sig=abc%3D&x=1 on 127.0.0.1"
    with pytest.raises(an.InputError) as refused, stores._explained("az://coverage/in.csv", "read"):
        raise OSError(said)
    assert "… and …; https://store.invalid/c/b?sv=1&sig=…&x=1 on 127.0.0.1" in str(refused.value)
    (tmp_path / "gold.csv").write_text("sentence_id,question,label\ns1,stance,critical\n")
    with pytest.raises(an.InputError, match=r"sftp://host.invalid/in.csv: a password in an address") as refused:
        an.estimate("sftp://anna:opensesame@host.invalid/in.csv", tmp_path / "gold.csv")
    assert "opensesame" not in str(refused.value)
