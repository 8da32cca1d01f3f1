"""A Google Cloud Storage in memory on this machine: as much of its JSON interface as gcsfs speaks for whole files."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, unquote, urlsplit

from s3_server import TIME, StoreHandler, keys_in, tag_of


class GsHandler(StoreHandler):
    """The interface below ``/storage/v1/b``, ``/upload/storage/v1/b`` and ``/download/storage/v1/b``."""

    def do_POST(self):
        _, bucket, _, query = self._asked()
        body = self.sent()
        if not bucket:
            self.server.buckets.setdefault(json.loads(body)["name"], {})
            return self.answer(200, b"{}")
        if bucket not in self.server.buckets:
            return self._refuse()
        if "upload_id" in query:  # one piece of a resumable upload, which begins where the last one ended
            name = query["upload_id"]
            first, last = self.headers["Content-Range"].removeprefix("bytes ").split("/")[0].split("-")
            kept = self.server.buckets[bucket].get(name, b"")[: int(first)] + body
            self.server.buckets[bucket][name] = kept
            whole = self.headers["Content-Range"].rpartition("/")[2]
            return (
                self._describe(bucket, name) if whole == str(len(kept)) else self.answer(308, Range=f"bytes=0-{last}")
            )
        if query.get("uploadType") == "resumable":
            name = query.get("name") or json.loads(body)["name"]
            address = f"{self.server.address}/upload/storage/v1/b/{bucket}/o?upload_id={name}"
            return self.answer(200, Location=address)
        # The parts of a multipart upload: a line of dashes, headers, an empty line, content.
        mark = b"--" + self.headers["Content-Type"].partition("boundary=")[2].strip('"').encode()
        _, described, data, _ = body.split(mark, 3) if body.count(mark) == 3 else (*body.split(mark, 2), b"")
        name = json.loads(described.partition(b"\n\n")[2])["name"]
        self.server.buckets[bucket][name] = data.partition(b"\n\n")[2].removesuffix(b"\n")
        return self._describe(bucket, name)

    def do_GET(self):
        what, bucket, key, query = self._asked()
        if bucket not in self.server.buckets or (key and key not in self.server.buckets[bucket]):
            return self._refuse()
        if not key:
            return self._list(bucket, query)
        if what == "download" or query.get("alt") == "media":
            return self.answer_part(self.server.buckets[bucket][key], self.headers.get("Range"))
        return self._describe(bucket, key)

    def do_DELETE(self):
        _, bucket, key, _ = self._asked()
        self.server.buckets.get(bucket, {}).pop(key, None)
        self.answer(204)

    def _asked(self):
        """Whether it is an upload, a download or neither, the bucket, the key and the query."""
        parts = urlsplit(self.path)
        before, _, rest = parts.path.partition("storage/v1/b")
        bucket, _, key = rest.strip("/").partition("/o")
        return before.strip("/"), unquote(bucket), unquote(key.lstrip("/")), dict(parse_qsl(parts.query))

    def _list(self, bucket, query):
        objects = self.server.buckets[bucket]
        keys, below = keys_in(objects, query.get("prefix", ""), query.get("delimiter", ""))
        found = {"items": [_facts(bucket, key, objects[key]) for key in keys], "prefixes": below}
        self.answer(200, json.dumps(found).encode(), Content_Type="application/json")

    def _describe(self, bucket, key):
        facts = _facts(bucket, key, self.server.buckets[bucket][key])
        self.answer(200, json.dumps(facts).encode(), Content_Type="application/json")

    def _refuse(self):
        self.answer(404, json.dumps({"error": {"code": 404, "message": "Not Found"}}).encode())


def _facts(bucket, key, data):
    return {
        "name": key,
        "bucket": bucket,
        "size": str(len(data)),
        "etag": tag_of(data),
        "updated": TIME,
        "timeCreated": TIME,
    }
