"""A real HTTP server that answers chat completions by looking for words, and misbehaves on request."""

import json
import math
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERBS = {
    "conciliatory": ("welcomed", "praised", "agreed to", "offered help", "thanked"),
    "critical": ("condemned", "accused", "threatened", "rejected", "denounced"),
}


def label_of(sentence, labels):
    return next((name for name, verbs in VERBS.items() if any(v in sentence for v in verbs)), labels[-1])


def tokens_with(label, labels, sure=0.8):
    """The answer's tokens, with the alternatives a language model would list where the label begins."""
    others = [other for other in labels if other != label]
    listed = [{"token": other[:4], "logprob": math.log((1 - sure) / len(others))} for other in others]
    own = {"token": label[:4], "logprob": math.log(sure)}
    [{"token": text, "logprob": 0.0, "top_logprobs": [{"token": text, "logprob": 0.0}]} for text in ('{"label": "',)]
    start = {**own, "top_logprobs": [own, *listed]}
    before, middle, after = (
        {"token": text, "logprob": 0.0, "top_logprobs": [{"token": text, "logprob": 0.0}]}
        for text in ('{"label": "', label[4:], '"}')
    )
    return {"content": [before, start, middle, after]}


class WordServer:
    """The server; `behaviour` gets each request's number and body and returns status, headers and body, or None.

    Attributes
    ----------
    requests
        The bodies of all requests, and in `headers` their headers.
    """

    def __init__(self, behaviour=None, certificate=None):
        self.behaviour = behaviour or (lambda number, body: None)
        self.requests, self.headers = [], []
        self.logprobs = True
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with outer.lock:
                    number = len(outer.requests)
                    outer.requests.append(body)
                    outer.headers.append(dict(self.headers))
                answer = outer.behaviour(number, body)
                if answer is None:
                    answer = 200, {}, outer.completion(body)
                if callable(answer):
                    answer(self)
                    return
                status, headers, content = answer
                content = json.dumps(content).encode() if not isinstance(content, bytes) else content
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}/v1"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def completion(self, body, content=None, finish="stop"):
        """A completion: the label by the words of the sentence, or `content`."""
        system = body["messages"][0]["content"]
        labels = [line[2:].split(":")[0] for line in system.split("# Labels\n")[1].split("\n\n")[0].splitlines()]
        sentence = json.loads(body["messages"][-1]["content"])["sentence"]
        label = label_of(sentence, labels)
        choice = {"index": 0, "finish_reason": finish}
        choice["message"] = {
            "role": "assistant",
            "content": json.dumps({"label": label}) if content is None else content,
        }
        if self.logprobs and body.get("logprobs") and content is None:
            choice["logprobs"] = tokens_with(label, labels)
        sent = sum(len(message["content"]) for message in body["messages"]) // 4
        return {"choices": [choice], "usage": {"prompt_tokens": sent, "completion_tokens": 8}}

    def sentences(self):
        """The sentences that were asked about, without the invented one that settles how to ask."""
        asked = [json.loads(body["messages"][-1]["content"])["sentence"] for body in self.requests]
        return [sentence for sentence in asked if "harbour of Velm" not in sentence]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def slowly(seconds):
    """A behaviour that never finishes its answer in time."""

    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    return drip
