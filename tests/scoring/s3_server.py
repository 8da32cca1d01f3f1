"""An S3 server in memory on this machine: as much of the protocol as s3fs speaks to read, list, write and delete."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

TIME, HTTP_TIME = "2031-04-09T10:00:00.000Z", "Wed, 09 Apr 2031 10:00:00 GMT"


class StoreServer(ThreadingHTTPServer):
    """A server whose objects are in ``buckets``: the bytes of each by bucket and key."""

    daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.buckets: dict[str, dict[str, bytes]] = {}
        self.uploads: dict[str, tuple[str, str]] = {}

    @property
    def address(self):
        """What a client connects to."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running(handler=None):
    """A server that answers until the end of the block, by default as S3 does."""
    server = StoreServer(handler or S3Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class StoreHandler(BaseHTTPRequestHandler):
    """What the servers of all stores do alike."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        """Say nothing."""

    def sent(self):
        """The body of the request."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, body=b"", **headers):
        """Answer with a body and headers; underscores in their names stand for hyphens."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def answer_part(self, data, wanted, **headers):
        """Answer with `data`, or with the range of it that is wanted, as ``bytes=0-99``."""
        if not wanted:
            return self.answer(200, data, **headers)
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        end = min(int(last) + 1 if last else len(data), len(data))
        place = f"bytes {first}-{end - 1}/{len(data)}"
        return self.answer(206, data[int(first) : end], Content_Range=place, **headers)


class S3Handler(StoreHandler):
    """S3's protocol."""

    def do_PUT(self):
        bucket, key, _ = self._asked()
        body = self.sent()
        if not key:
            self.server.buckets.setdefault(bucket, {})
        elif bucket not in self.server.buckets:
            return self._refuse("NoSuchBucket")
        elif source := self.headers.get("x-amz-copy-source"):
            other, _, name = unquote(source).lstrip("/").partition("/")
            self.server.buckets[bucket][key] = self.server.buckets[other][name]
            tag = tag_of(self.server.buckets[bucket][key])
            return self.answer(200, f"<CopyObjectResult><ETag>{tag}</ETag></CopyObjectResult>".encode())
        else:
            self.server.buckets[bucket][key] = body
        return self.answer(200, b"", ETag=tag_of(body))

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        bucket, key, query = self._asked()
        objects = self.server.buckets.get(bucket)
        if objects is None:
            return self._refuse("NoSuchBucket")
        if not key:
            return self.answer(200, _listed(bucket, objects, query))
        if key not in objects:
            return self._refuse("NoSuchKey")
        more = {"ETag": tag_of(objects[key]), "Last-Modified": HTTP_TIME}
        return self.answer_part(objects[key], self.headers.get("Range"), **more)

    def do_DELETE(self):
        bucket, key, _ = self._asked()
        self.server.buckets.get(bucket, {}).pop(key, None)
        self.answer(204, b"")

    def do_POST(self):
        self._refuse("NotImplemented", 501)

    def _asked(self):
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        return bucket, key, {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}

    def _refuse(self, code, status=404):
        self.answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode())


def tag_of(data):
    """What changes with `data`."""
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def keys_in(objects, prefix, delimiter):
    """The keys that begin with a prefix; with a delimiter those of one level, and the prefixes below."""
    keys, below = [], {}
    for key in sorted(objects):
        if not key.startswith(prefix):
            continue
        head, mark, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
        if mark:
            below[prefix + head + mark] = True
        else:
            keys.append(key)
    return keys, list(below)


def _listed(bucket, objects, query):
    prefix = query.get("prefix", "")
    keys, below = keys_in(objects, prefix, query.get("delimiter", ""))
    rows = "".join(
        f"<Contents><Key>{escape(key)}</Key><LastModified>{TIME}</LastModified><ETag>{tag_of(objects[key])}</ETag>"
        f"<Size>{len(objects[key])}</Size><StorageClass>STANDARD</StorageClass></Contents>"
        for key in keys
    )
    rows += "".join(f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>" for one in below)
    return (
        f"<ListBucketResult><Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(keys)}</KeyCount>"
        f"<IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
    ).encode()
