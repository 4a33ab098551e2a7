"""Queries the Docker engine about a project's containers over its socket."""

import http.client
import json
import os
import socket
import time
import urllib.parse


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Engine:
    def __init__(self):
        host = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
        if not host.startswith("unix://"):
            raise SystemExit(f"the benchmark needs an engine on this machine, not {host}")
        self.connection = Connection(host.removeprefix("unix://"))

    def containers(self, project):
        """Returns every container of the project, including stopped ones."""
        filters = json.dumps({"label": [f"com.docker.compose.project={project}"]})
        query = urllib.parse.urlencode({"all": 1, "filters": filters})
        self.connection.request("GET", f"/containers/json?{query}")
        return json.loads(self.connection.getresponse().read())

    def is_up(self, project, count):
        """Whether `count` containers run, and all with a health check are healthy."""
        containers = self.containers(project)
        return len(containers) == count and all(
            each["State"] == "running" and "starting" not in each["Status"] and "unhealthy" not in each["Status"]
            for each in containers)

    def wait_until_up(self, project, count, timeout=120):
        deadline = time.monotonic() + timeout
        while not self.is_up(project, count):
            if time.monotonic() > deadline:
                states = {each["Names"][0]: each["Status"] for each in self.containers(project)}
                raise SystemExit(f"{project} did not become healthy within {timeout} s: {states}")
            time.sleep(0.01)
