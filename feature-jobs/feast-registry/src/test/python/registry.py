"""Writes the registry that FeastImportTest reads: python registry.py FILE, with feast 0.66.0 from PyPI."""

import os
import shutil
import sys
import tempfile
from datetime import timedelta

import pandas as pd
from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, PushSource, RequestSource, ValueType
from feast.on_demand_feature_view import on_demand_feature_view
from feast.types import Array, Bool, Float32, Float64, Int32, Int64, String

CONFIGURATION = """
project: rides
provider: local
registry: registry.db
online_store:
  type: sqlite
  path: online.db
offline_store:
  type: file
entity_key_serialization_version: 3
"""

target = os.path.abspath(sys.argv[1])
os.chdir(tempfile.mkdtemp())
with open("feature_store.yaml", "w") as configuration:
    configuration.write(CONFIGURATION)
now = pd.Timestamp("2026-01-01", tz="UTC")
pd.DataFrame({"driver_id": [1], "event_timestamp": [now], "created": [now]}).to_parquet("stats.parquet")

driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64, description='Who drives, "司机".')
zone = Entity(name="zone", join_keys=["zone_id"], value_type=ValueType.STRING)
bad_name = Entity(name="BadName", join_keys=["bad_id"], value_type=ValueType.STRING)
source = FileSource(
    name="stats", path="stats.parquet", timestamp_field="event_timestamp", created_timestamp_column="created"
)
push = PushSource(name="driver_stats_push", batch_source=source)
load = [Field(name="load", dtype=Float64)]

stats = FeatureView(
    name="driver_stats",
    entities=[driver],
    ttl=timedelta(days=1),
    source=source,
    owner="rides@example.com",
    description="Hourly.",
    tags={"team": "rides"},
    schema=[
        Field(name="conv_rate", dtype=Float32),
        Field(name="acc_rate", dtype=Float64),
        Field(name="trips", dtype=Int64),
        Field(name="seats", dtype=Int32),
        Field(name="city", dtype=String),
        Field(name="active", dtype=Bool),
        Field(name="last_trips", dtype=Array(Int64)),
        Field(name="Upper", dtype=Int64),
    ],
)
fresh = FeatureView(name="driver_fresh", entities=[driver], source=push, schema=[Field(name="trips", dtype=Int64)])
both = FeatureView(name="driver_zone", entities=[driver, zone], source=source, schema=load)
offline = FeatureView(name="offline_only", entities=[driver], source=source, online=False, schema=load)
everything = FeatureView(name="everything", entities=[], source=source, schema=load)
bad = FeatureView(name="bad", entities=[bad_name], source=source, schema=load)


@on_demand_feature_view(
    sources=[stats, RequestSource(name="request", schema=[Field(name="x", dtype=Float64)])],
    schema=[Field(name="y", dtype=Float64)],
)
def on_demand(inputs: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"y": inputs["conv_rate"] + inputs["x"]})


ranking = FeatureService(
    name="ranking", features=[stats[["conv_rate", "trips", "active"]], fresh], description="Which driver."
)
computed = FeatureService(name="only_on_demand", features=[on_demand])

FeatureStore(".").apply(
    [driver, zone, bad_name, source, push, stats, fresh, both, offline, everything, bad, on_demand, ranking, computed]
)
shutil.copy("registry.db", target)
