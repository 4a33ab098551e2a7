"""Starts containers with testcontainers, prints the time when all are ready, and ends them. Arguments: NAME=IMAGE."""

import contextlib
import sys
import time
import urllib.request

from testcontainers.core.container import DockerContainer
from testcontainers.postgres import PostgresContainer
from testcontainers.redis import RedisContainer


class Typesense(DockerContainer):
    def __init__(self, image):
        super().__init__(image)
        self.with_env("TYPESENSE_API_KEY", "key").with_env("TYPESENSE_DATA_DIR", "/tmp").with_exposed_ports(8108)

    def start(self):
        super().start()
        url = f"http://127.0.0.1:{self.get_exposed_port(8108)}/health"
        while True:
            with contextlib.suppress(OSError):
                if b'"ok":true' in urllib.request.urlopen(url, timeout=1).read():
                    return self
            time.sleep(0.02)


KINDS = {"postgres": PostgresContainer, "redis": RedisContainer, "typesense": Typesense}

with contextlib.ExitStack() as stack:
    for word in sys.argv[1:]:
        name, image = word.split("=", 1)
        stack.enter_context(KINDS[name](image))
    print(time.time(), flush=True)
