"""Answers every query as Prometheus does, with six waves. The argument is the port."""

import json
import math
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

SERIES = 6


def value(series, time):
    return str(math.sin(time / (40 + 13 * series)) + 0.2 * math.sin(time / 3) + series)


def result(query):
    number = lambda name: float(query[name][0])  # noqa: E731
    if query["query"][0].startswith("ALERTS"):
        labels = {"alertname": "BenchAlert", "severity": "critical"}
        times = [number("start") + number("step") * index for index in range(60, 90)]
        return "matrix", [{"metric": labels, "values": [[time, "1"] for time in times]}]
    labels = [{"__name__": "wave", "series": f"number-{index}"} for index in range(SERIES)]
    if "start" not in query:
        time = number("time")
        return "vector", [{"metric": each, "value": [time, value(index, time)]} for index, each in enumerate(labels)]
    count = int((number("end") - number("start")) / number("step")) + 1
    times = [number("start") + number("step") * index for index in range(count)]
    return "matrix", [
        {"metric": each, "values": [[time, value(index, time)] for time in times]} for index, each in enumerate(labels)
    ]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        query = parse_qs(urlparse(self.path).query)
        kind, found = result(query) if "query" in query else ("vector", [])
        body = json.dumps({"status": "success", "data": {"resultType": kind, "result": found}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
