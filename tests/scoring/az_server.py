"""An Azure Blob Storage in memory on this machine: as much of its REST interface as adlfs speaks for small files."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from s3_server import HTTP_TIME, StoreHandler, keys_in, tag_of

ACCOUNT = "invented"
KEY = "bm90IGEga2V5LCBidXQgYXMgbG9uZyBhcyBvbmUgdGhhdCB3b3VsZCBvcGVuIGEgc3RvcmU="


def connection_string(address):
    """What names the server at `address` and the account in it; the key is not checked."""
    return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={address}/{ACCOUNT};"


class AzHandler(StoreHandler):
    """The interface below ``/ACCOUNT/CONTAINER/BLOB``."""

    def do_PUT(self):
        container, name, query = self._asked()
        body = self.sent()
        if not name:
            self.server.buckets.setdefault(container, {})
        elif container not in self.server.buckets:
            return self._refuse("ContainerNotFound")
        elif "comp" in query:  # in blocks, as files of more than 64 MB are
            return self._refuse("NotImplemented", 501)
        else:
            self.server.buckets[container][name] = body
        return self.answer(201, ETag=tag_of(body), Last_Modified=HTTP_TIME)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        container, name, query = self._asked()
        blobs = self.server.buckets.get(container)
        if blobs is None:
            return self._refuse("ContainerNotFound")
        if query.get("comp") == "list":
            return self.answer(200, _listed(container, blobs, query), Content_Type="application/xml")
        if not name:
            return self.answer(200, ETag=tag_of(b""), Last_Modified=HTTP_TIME)
        if name not in blobs:
            return self._refuse("BlobNotFound")
        wanted = self.headers.get("x-ms-range") or self.headers.get("Range")
        facts = {"ETag": tag_of(blobs[name]), "Last_Modified": HTTP_TIME, "x_ms_blob_type": "BlockBlob"}
        if self.command == "HEAD":
            return self.answer(200, blobs[name], **facts)
        return self.answer_part(blobs[name], wanted, **facts)

    def do_DELETE(self):
        container, name, _ = self._asked()
        self.server.buckets.get(container, {}).pop(name, None)
        self.answer(202)

    def _asked(self):
        parts = urlsplit(self.path)
        _, _, rest = unquote(parts.path).lstrip("/").partition("/")
        container, _, name = rest.partition("/")
        return container, name, dict(parse_qsl(parts.query))

    def _refuse(self, code, status=404):
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        self.answer(status, body, Content_Type="application/xml", x_ms_error_code=code)


def _listed(container, blobs, query):
    keys, below = keys_in(blobs, query.get("prefix", ""), query.get("delimiter", ""))
    rows = "".join(
        f"<Blob><Name>{escape(key)}</Name><Properties><Last-Modified>{HTTP_TIME}</Last-Modified>"
        f"<Etag>{escape(tag_of(blobs[key]))}</Etag><Content-Length>{len(blobs[key])}</Content-Length>"
        "<BlobType>BlockBlob</BlobType></Properties></Blob>"
        for key in keys
    )
    rows += "".join(f"<BlobPrefix><Name>{escape(one)}</Name></BlobPrefix>" for one in below)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="{container}">'
        f"<Blobs>{rows}</Blobs><NextMarker/></EnumerationResults>"
    ).encode()
