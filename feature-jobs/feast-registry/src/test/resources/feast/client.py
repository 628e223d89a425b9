"""Feast's own SDK opens a repository, lists what it holds, writes rows and reads rows.

Arguments: the repository, a file with what to do, a file for what came of it; both JSON. Done in this order:

  {"writes": [{"view": "v", "columns": {"key": [1], "feature": [2.5]}, "times": ["event_timestamp"]}],
   "lookups": [{"features": ["v:feature"], "rows": [{"key": 1}]}, {"service": "s", "rows": [{"key": 1}]}]}
"""
import datetime
import importlib.metadata
import json
import pathlib
import platform
import sys
import warnings

import feast
import google.protobuf.unknown_fields
import pandas
from feast.protos.feast.core.Registry_pb2 import Registry

REPOSITORY, TASK, ANSWER = (pathlib.Path(argument) for argument in sys.argv[1:4])


def unknown(message, path):
    """The paths of all fields that Feast has no name for."""
    found = [f"{path}.{field.field_number}" for field in google.protobuf.unknown_fields.UnknownFieldSet(message)]
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE and not field.message_type.GetOptions().map_entry:
            for each in value if hasattr(value, "__len__") else [value]:
                found += unknown(each, f"{path}.{field.name}")
    return found


def fields(columns):
    return [{"name": each.name, "type": str(each.dtype), "description": each.description, "tags": each.tags}
            for each in columns]


def listing(store):
    return {
        "project": store.project,
        "projects": [each.name for each in store.list_projects()],
        "sources": sorted(each.name for each in store.list_data_sources()),
        "entities": [
            {"name": each.name, "key": each.join_key, "type": each.value_type.name, "description": each.description}
            for each in store.list_entities()],
        "views": [
            {"name": each.name, "entities": each.entities, "keys": fields(each.entity_columns),
             "features": fields(each.features), "ttl": each.ttl.total_seconds(), "online": each.online,
             "owner": each.owner, "description": each.description, "tags": each.tags}
            for each in store.list_feature_views()],
        "services": [
            {"name": each.name, "description": each.description,
             "features": [f"{view.name}:{feature.name}" for view in each.feature_view_projections
                          for feature in view.features]}
            for each in store.list_feature_services()]}


def write(store, view, columns, times):
    # Objects, so that a null leaves whole numbers whole.
    frame = pandas.DataFrame({name: pandas.Series(values, dtype=object) for name, values in columns.items()})
    for name in times:
        frame[name] = pandas.to_datetime(frame[name], utc=True)
    store.write_to_online_store(view, df=frame)


def look_up(store, rows, features=None, service=None):
    response = store.get_online_features(store.get_feature_service(service) if service else features, rows)
    names = response.proto.metadata.feature_names.val
    statuses = {name: [feast.protos.feast.serving.ServingService_pb2.FieldStatus.Name(status)
                       for status in result.statuses]
                for name, result in zip(names, response.proto.results)}
    times = {name: [stamp.ToJsonString() for stamp in result.event_timestamps]
             for name, result in zip(names, response.proto.results)}
    return {"values": response.to_dict(), "statuses": statuses, "times": times}


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return value.tolist() if hasattr(value, "tolist") else str(value)


task = json.loads(TASK.read_text(encoding="utf-8"))
before = (REPOSITORY / "registry.db").read_bytes()
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    opened = feast.FeatureStore(repo_path=str(REPOSITORY))
    answer = {"listing": listing(opened)}
    answer["warnings"] = [str(each.message) for each in said]
for each in task.get("writes", []):
    write(opened, **each)
answer["lookups"] = [look_up(opened, **each) for each in task.get("lookups", [])]
answer["unknown"] = unknown(Registry.FromString(before), "Registry")
answer["unchanged"] = (REPOSITORY / "registry.db").read_bytes() == before
answer["versions"] = {name: importlib.metadata.version(name) for name in ("feast", "protobuf", "redis", "pandas")}
answer["versions"]["python"] = platform.python_version()
ANSWER.write_text(json.dumps(answer, default=plain, ensure_ascii=False), encoding="utf-8")
