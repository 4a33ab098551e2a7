"""The contents of Redis, S3, Typesense and Temporal as digests by key, read with real clients."""

import asyncio
import base64
import concurrent.futures
import hashlib
import json
import threading

import boto3
import redis
import urllib3
from botocore.config import Config
from temporalio.api.workflowservice.v1 import ListSchedulesRequest
from temporalio.client import Client
from temporalio.service import RPCError

BUCKET = "cpa-documents"
COLLECTIONS = ["clients", "documents", "engagements", "invoices"]
HOST = "127.0.0.1"


def digest(value):
    text = value if isinstance(value, bytes) else json.dumps(value, sort_keys=True, default=str).encode()
    return hashlib.sha256(text).hexdigest()[:16]


class Redis:
    READERS = {
        "string": lambda p, key: p.get(key), "list": lambda p, key: p.lrange(key, 0, -1),
        "hash": lambda p, key: p.hgetall(key), "set": lambda p, key: p.smembers(key),
        "zset": lambda p, key: p.zrange(key, 0, -1, withscores=True), "stream": lambda p, key: p.xrange(key),
    }

    def __init__(self, port):
        self.databases = {number: redis.Redis(HOST, port, db=number, socket_timeout=5) for number in (0, 1)}

    def __getitem__(self, number):
        return self.databases[number]

    def observe(self):
        state = {}
        for number, database in self.databases.items():
            keys = sorted(database.scan_iter(count=1000))
            first = database.pipeline(transaction=False)
            for key in keys:
                first.type(key)
            kinds = [kind.decode() for kind in first.execute()]
            second = database.pipeline(transaction=False)
            for key, kind in zip(keys, kinds):
                self.READERS.get(kind, lambda p, key: p.exists(key))(second, key)
                second.ttl(key)
            answers = second.execute() if keys else []
            for index, (key, kind) in enumerate(zip(keys, kinds)):
                value, ttl = answers[2 * index: 2 * index + 2]
                if kind != "none":
                    name = f"redis/{number}/{key.decode(errors='replace')}"
                    state[name] = f"{kind} {digest(self.plain(value))} {self.life(ttl)}"
        return state

    @staticmethod
    def plain(value):
        return sorted(map(repr, value)) if isinstance(value, set) else repr(sorted(value.items())) \
            if isinstance(value, dict) else repr(value)

    @staticmethod
    def life(ttl):
        """Describes a TTL roughly, because it decreases during the test."""
        return "forever" if ttl < 0 else "for hours" if ttl <= 14400 else "for days"


class Objects:
    def __init__(self, port):
        config = Config(
            s3={"addressing_style": "path"}, retries={"max_attempts": 2}, proxies={}, connect_timeout=3, read_timeout=8,
            max_pool_connections=8)
        self.s3, self.kms = (boto3.client(
            name, endpoint_url=f"http://{HOST}:{port}", region_name="us-east-1", aws_access_key_id="test",
            aws_secret_access_key="test", config=config) for name in ("s3", "kms"))
        self.workers = concurrent.futures.ThreadPoolExecutor(6)
        # Data keys by their wrapped form, which differs each time.
        self.data_keys = {}

    def keys(self, bucket, prefix=""):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [each["Key"] for page in pages for each in page.get("Contents", [])]

    def observe(self):
        buckets = [each["Name"] for each in self.s3.list_buckets()["Buckets"]]
        state = {f"s3/{bucket}": "there" for bucket in buckets}
        places = [(bucket, key) for bucket in buckets for key in self.keys(bucket)]
        for (bucket, key), text in zip(places, self.workers.map(self.describe, places)):
            state[f"s3/{bucket}/{key}"] = text
        for alias in self.kms.list_aliases()["Aliases"]:
            state[f"s3/alias/{alias['AliasName']}"] = alias.get("TargetKeyId", "")
        return state

    def describe(self, place):
        try:
            head = self.s3.head_object(Bucket=place[0], Key=place[1])
        except self.s3.exceptions.ClientError as error:
            return str(error)
        metadata = dict(head["Metadata"])
        if wrapped := metadata.get("x-amz-key-v2"):
            metadata["x-amz-key-v2"] = self.data_key(wrapped, metadata.get("x-amz-matdesc", "{}"))
        return f"{head['ETag']} {head['ContentLength']} {head.get('ContentType')} {digest(metadata)}"

    def data_key(self, wrapped, context):
        if (wrapped, context) not in self.data_keys:
            try:
                answer = self.kms.decrypt(
                    CiphertextBlob=base64.b64decode(wrapped), EncryptionContext=json.loads(context))
            except (ValueError, self.kms.exceptions.ClientError) as error:
                return f"cannot be decrypted: {type(error).__name__}"
            self.data_keys[wrapped, context] = digest(answer["Plaintext"])
        return self.data_keys[wrapped, context]


class Search:
    def __init__(self, port):
        self.base = f"http://{HOST}:{port}"
        # A seeded collection is identified by its alias, whatever its name, even if the alias no longer points at it.
        self.seeded = {}
        self.pool = urllib3.PoolManager(headers={"x-typesense-api-key": "dev_key"}, retries=False, timeout=8)

    def __call__(self, method, path, body=None):
        text = body if isinstance(body, (str, type(None))) else json.dumps(body)
        answer = self.pool.request(method, self.base + path, body=text)
        if answer.status == 404:
            return None
        if answer.status >= 300:
            raise RuntimeError(f"Typesense answered {answer.status} to {method} {path}: {answer.data[:300]!r}")
        return answer.data.decode()

    def physical(self, alias):
        """Returns the name of the collection that an alias points at."""
        found = self("GET", f"/aliases/{alias}")
        return json.loads(found)["collection_name"] if found else alias

    def documents(self, collection):
        lines = self("GET", f"/collections/{collection}/documents/export") or ""
        return [json.loads(line) for line in lines.split("\n") if line]

    def observe(self):
        state = {}
        aliases = {each["name"]: each["collection_name"] for each in json.loads(self("GET", "/aliases"))["aliases"]}
        for alias, name in aliases.items():
            if alias in COLLECTIONS and name.startswith(f"{alias}_"):
                self.seeded[name] = alias
        seeded = self.seeded
        for alias, name in aliases.items():
            state[f"typesense/alias/{alias}"] = "the seeded collection" if name in seeded else name
        for collection in json.loads(self("GET", "/collections")):
            name = collection["name"]
            known = f"{seeded[name]}@" if name in seeded else name
            for member in ("created_at", "num_documents", "name", "metadata"):
                collection.pop(member, None)
            fields = sorted(json.dumps(field, sort_keys=True) for field in collection.pop("fields"))
            state[f"typesense/collection/{known}"] = digest([collection, fields])
            by_firm = {}
            for document in self.documents(name):
                by_firm.setdefault(str(document.get("firm", "-")), []).append(digest(document))
            for firm, digests in by_firm.items():
                state[f"typesense/documents/{known}/{firm}"] = f"{len(digests)} documents {digest(sorted(digests))}"
            for kind in ("synonyms", "overrides"):
                for each in json.loads(self("GET", f"/collections/{name}/{kind}") or "{}").get(kind, []):
                    state[f"typesense/{kind}/{known}/{each['id']}"] = digest(each)
        return state


class Temporal:
    """The client is asynchronous and runs in its own thread."""

    def __init__(self, port):
        self.address = f"{HOST}:{port}"
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.client = None

    def run(self, body, limit=8):
        """Runs an asynchronous function of the client and waits for its result."""
        async def connected():
            if not self.client:
                self.client = await Client.connect(self.address)
            return await body(self.client)
        future = asyncio.run_coroutine_threadsafe(connected(), self.loop)
        try:
            return future.result(limit)
        except BaseException:
            future.cancel()
            self.client = None
            raise

    def observe(self):
        return self.run(self.look)

    async def look(self, client):
        state = {}
        found = [each async for each in client.list_workflows("ExecutionStatus = 'Running'")]
        details = await asyncio.gather(
            *(client.get_workflow_handle(each.id, run_id=each.run_id).describe() for each in found))
        for each in details:
            if each.status != 1:
                continue
            firm = (each.search_attributes.get("CpaFirm") or ["-"])[0]
            state[f"temporal/workflow/{firm}/{each.id}"] = f"{each.workflow_type} with {each.history_length} events"
            state[f"temporal/run/{firm}/{each.id}"] = each.run_id
        answer = await client.workflow_service.list_schedules(ListSchedulesRequest(namespace="default"))
        for each in answer.schedules:
            try:
                described = await client.get_schedule_handle(each.schedule_id).describe()
            except RPCError:
                # Deleted in the meantime, but still listed.
                continue
            attributes = described.schedule.action.typed_search_attributes
            firm = next((pair.value for pair in attributes if pair.key.name == "CpaFirm"), "-")
            state[f"temporal/schedule/{firm}/{each.schedule_id}"] = "there"
        return state
