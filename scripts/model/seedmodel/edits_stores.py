"""Edits of Redis, S3, Typesense and Temporal."""

import datetime

from temporalio.client import (
    Schedule, ScheduleActionStartWorkflow, ScheduleAlreadyRunningError, ScheduleIntervalSpec, ScheduleSpec,
    ScheduleState)
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.service import RPCError

from .edits import edit, firm_and_place, token
from .stores import BUCKET, COLLECTIONS


def chosen(items, at):
    """Returns one of the items in a stable order; None if there is none."""
    items = sorted(items)
    return items[at % len(items)] if items else None


# --- Redis ---


@edit("redis/0/cpa:{firm}:mine:*", arguments=firm_and_place, weight=2)
def redis_own_of_firm(clients, step):
    clients.redis[0].set(f"cpa:{step['firm']}:mine:{step['at'] % 3}", step["token"])


@edit("redis/0/cpa:{firm}:*", arguments=firm_and_place, weight=5, values={"what": [
    "set", "push", "delete", "expire", "persist", "field"]})
def redis_change(clients, step):
    database = clients.redis[0]
    key = chosen(database.keys(f"cpa:{step['firm']}:*"), step["at"])
    if key is None:
        return
    match step["what"]:
        case "set":
            database.set(key, f"edit {step['token']}")
        case "push":
            database.delete(key)
            database.rpush(key, "mine", step["token"])
        case "field":
            if database.type(key) == b"hash":
                database.hset(key, "name", f"edit {step['token']}")
        case "delete":
            database.delete(key)
        case "expire":
            database.expire(key, 10000)
        case "persist":
            database.persist(key)


@edit("redis/{database}/mine:*", arguments=firm_and_place, weight=3, values={
    "database": [0, 0, 1], "what": ["string", "list", "stream", "ttl"]})
def redis_own(clients, step):
    database, key = clients.redis[step["database"]], f"mine:{step['what']}:{step['at'] % 3}"
    match step["what"]:
        case "string":
            database.set(key, step["token"])
        case "list":
            database.rpush(key, step["token"])
        case "stream":
            database.xadd(key, {"token": step["token"]})
        case "ttl":
            database.set(key, step["token"], ex=200000)


@edit("redis/0/cpa:{firm}:*", arguments=firm_and_place)
def redis_empty_firm(clients, step):
    keys = clients.redis[0].keys(f"cpa:{step['firm']}:*")
    if keys:
        clients.redis[0].delete(*keys)


# --- S3 ---


@edit("s3/cpa-documents/{firm}/*", arguments=firm_and_place, weight=4, values={
    "what": ["overwrite", "delete", "metadata", "type"]})
def s3_change(clients, step):
    s3 = clients.objects.s3
    key = chosen(clients.objects.keys(BUCKET, f"{step['firm']}/"), step["at"])
    if key is None:
        return
    match step["what"]:
        case "overwrite":
            s3.put_object(Bucket=BUCKET, Key=key, Body=f"edit {step['token']}".encode())
        case "delete":
            s3.delete_object(Bucket=BUCKET, Key=key)
        case what:
            head = s3.head_object(Bucket=BUCKET, Key=key)
            is_metadata = what == "metadata"
            s3.copy_object(
                Bucket=BUCKET, Key=key, CopySource={"Bucket": BUCKET, "Key": key}, MetadataDirective="REPLACE",
                Metadata={"mine": str(step["token"])} if is_metadata else head["Metadata"],
                ContentType=head["ContentType"] if is_metadata else "application/mine")


@edit("s3/cpa-documents/{firm}/mine/*", arguments=firm_and_place, weight=2)
def s3_own_of_firm(clients, step):
    clients.objects.s3.put_object(
        Bucket=BUCKET, Key=f"{step['firm']}/mine/{step['at'] % 3}.txt", Body=str(step["token"]).encode())


@edit("s3/cpa-documents/mine/*", "s3/my-bucket*", arguments=firm_and_place, weight=2)
def s3_own(clients, step):
    s3 = clients.objects.s3
    s3.put_object(Bucket=BUCKET, Key=f"mine/{step['at'] % 3}.txt", Body=str(step["token"]).encode())
    s3.create_bucket(Bucket="my-bucket")
    s3.put_object(
        Bucket="my-bucket", Key=f"{step['at'] % 3}.txt", Body=str(step["token"]).encode(), Metadata={"a": "b"})


# --- Typesense ---


@edit("typesense/*/my_things*", arguments=token, weight=2)
def search_own(clients, step):
    search = clients.search
    if search("GET", "/collections/my_things") is None:
        search("POST", "/collections", {"name": "my_things", "fields": [{"name": "text", "type": "string"}]})
        search("PUT", "/aliases/my_things_alias", {"collection_name": "my_things"})
    search("POST", "/collections/my_things/documents?action=upsert", {"id": str(step["token"]), "text": "mine"})


@edit("typesense/*/{collection}_20261129*", "typesense/*/{collection}_deadbeef*", values={
    "collection": COLLECTIONS, "suffix": ["20261129", "deadbeef"]}, weight=2)
def search_own_dated(clients, step):
    """A developer's own index beside the seeded one, with a conventional name."""
    search, name = clients.search, f"{step['collection']}_{step['suffix']}"
    if search("GET", f"/collections/{name}") is None:
        search("POST", "/collections", {"name": name, "fields": [{"name": "text", "type": "string"}]})
    search("POST", f"/collections/{name}/documents?action=upsert", {"id": "1", "text": "mine"})


@edit("typesense/documents/{collection}@/{firm}", arguments=firm_and_place, values={
    "collection": COLLECTIONS, "what": ["change", "delete", "add"]}, weight=4)
def search_change(clients, step):
    search = clients.search
    name = search.physical(step["collection"])
    if search("GET", f"/collections/{name}") is None:
        return
    found = sorted((d for d in search.documents(name) if d.get("firm") == step["firm"]), key=lambda d: d["id"])
    if not found:
        return
    document = found[step["at"] % len(found)]
    place = f"/collections/{name}/documents"
    match step["what"]:
        case "delete":
            search("DELETE", f"{place}/{document['id']}")
        case "add":
            search("POST", f"{place}?action=upsert", {**document, "id": f"mine-{step['firm']}-{step['at'] % 3}"})
        case "change":
            texts = sorted(k for k, v in document.items() if isinstance(v, str) and k not in ("id", "firm"))
            search("POST", f"{place}?action=upsert", {**document, texts[0]: f"edit {step['token']}"})


@edit("typesense/*", weight=2, values={"what": [
    "drop field", "swap alias", "delete alias", "synonym", "drop collection", "override"]})
def search_structure(clients, step):
    search = clients.search
    name = search.physical("clients")
    if search("GET", f"/collections/{name}") is None:
        return
    match step["what"]:
        case "drop field":
            if '"city"' in search("GET", f"/collections/{name}"):
                search("PATCH", f"/collections/{name}", {"fields": [{"name": "city", "drop": True}]})
        case "swap alias":
            if search("GET", "/collections/my_clients") is None:
                search("POST", "/collections", {"name": "my_clients", "fields": [{"name": "name", "type": "string"}]})
            search("PUT", "/aliases/clients", {"collection_name": "my_clients"})
        case "delete alias":
            search("DELETE", "/aliases/clients")
        case "synonym":
            search("PUT", f"/collections/{name}/synonyms/mine", {"synonyms": ["cpa", "accountant"]})
        case "override":
            search("PUT", f"/collections/{name}/overrides/mine", {
                "rule": {"query": "cpa", "match": "exact"}, "excludes": [{"id": "1"}]})
        case "drop collection":
            search("DELETE", f"/collections/{name}")


# --- Temporal ---


def workflow_handle(client, found):
    return client.get_workflow_handle(found.id, run_id=found.run_id)


@edit("temporal/*/{firm}/*", arguments=firm_and_place, weight=4, values={
    "what": ["signal", "signal", "cancel", "terminate"]})
def workflow_change(clients, step):
    async def change(client):
        query = f"ExecutionStatus = 'Running' AND CpaFirm = '{step['firm']}'"
        found = sorted([each async for each in client.list_workflows(query)], key=lambda each: each.id)
        if not found:
            return
        handle = workflow_handle(client, found[step["at"] % len(found)])
        match step["what"]:
            case "signal":
                await handle.signal("mine", step["token"])
            case "cancel":
                await handle.cancel()
            case "terminate":
                await handle.terminate("mine")
    ignore_missing(clients, change)


@edit("temporal/*/{firm}/mine-*", arguments=firm_and_place, weight=2)
def workflow_own_of_firm(clients, step):
    ignore_missing(clients, lambda client: start(client, f"mine-{step['firm']}-{step['at'] % 2}", step["firm"]))


@edit("temporal/*/-/mine-*", arguments=firm_and_place, weight=2)
def workflow_own(clients, step):
    ignore_missing(clients, lambda client: start(client, f"mine-{step['at'] % 3}", None))


def of_firm(slug):
    pairs = [SearchAttributePair(SearchAttributeKey.for_keyword("CpaFirm"), slug)] if slug else []
    return TypedSearchAttributes(pairs)


async def start(client, name, firm):
    await client.start_workflow(
        "Mine", id=name, task_queue="nobody", id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        search_attributes=of_firm(firm))


@edit("temporal/schedule/*/mine-*", arguments=firm_and_place, weight=2)
def schedule_own(clients, step):
    """A schedule that belongs to a firm or to none."""
    firm = step["firm"] if step["at"] % 2 else None

    async def create(client):
        action = ScheduleActionStartWorkflow(
            "Mine", id="mine-scheduled", task_queue="nobody", typed_search_attributes=of_firm(firm))
        spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=datetime.timedelta(hours=100))])
        try:
            await client.create_schedule(
                f"mine-{firm or step['at'] % 4}", Schedule(action=action, spec=spec, state=ScheduleState(paused=True)))
        except ScheduleAlreadyRunningError:
            pass
    ignore_missing(clients, create)


def ignore_missing(clients, body):
    """Ignores workflows that have closed in the meantime."""
    try:
        clients.temporal.run(body)
    except RPCError as error:
        if "not found" not in str(error).lower() and "already completed" not in str(error).lower():
            raise
