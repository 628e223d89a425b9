"""Confluent's own Python client against Tidemill's registry and its broker, without Tidemill's gateway.

Arguments: address of the registry, a token, bootstrap servers. Ends with 0 when every answer was what Confluent's is.
"""
import json
import sys

from confluent_kafka import DeserializingConsumer, Producer
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.common.schema_registry_client import ConfigCompatibilityLevel, ServerConfig
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

REGISTRY, TOKEN, KAFKA = sys.argv[1:4]
TOPIC = "tidemill.events.parcel.sent"
SUBJECT = TOPIC + "-value"
NOON = 1767323045000
PARCEL = {"name": "parcel", "type": "string"}
SENT_AT = {"name": "sentAt", "type": {"type": "long", "logicalType": "timestamp-millis"}}
GRAMS = {"name": "grams", "type": ["null", "int"], "default": None}
CARRIER = {"name": "carrier", "type": ["null", "string"], "default": None}


def schema(*fields):
    return json.dumps({
        "type": "record", "name": "ParcelSent", "namespace": "com.example", "fields": list(fields),
        "tidemill": {"id": "parcel", "subject": "parcel", "time": "sentAt", "source": "/confluent"}})


def refused(status, code, call):
    try:
        answer = call()
    except SchemaRegistryError as problem:
        found = (problem.http_status_code, problem.error_code)
        assert found == (status, code), "%s instead of %s: %s" % (found, (status, code), problem)
        return str(problem)
    raise AssertionError("taken instead of refused with %d: %s" % (code, answer))


def equal(found, expected):
    assert found == expected, "%r instead of %r" % (found, expected)


client = SchemaRegistryClient({"url": REGISTRY, "basic.auth.user.info": "me:" + TOKEN})
producer = Producer({"bootstrap.servers": KAFKA, "acks": "all"})
first, second = schema(PARCEL, SENT_AT, GRAMS), schema(PARCEL, SENT_AT, GRAMS, CARRIER)


def send(text, value):
    """Registers by itself, as a producer that knows nothing of Tidemill does."""
    value = {"sentAt": NOON, **value}
    serializer = AvroSerializer(client, text)
    data = serializer(value, SerializationContext(TOPIC, MessageField.VALUE))
    producer.produce(TOPIC, data, key=value["parcel"])
    equal(producer.flush(30), 0)


# What is not there.
refused(404, 40401, lambda: client.get_latest_version(SUBJECT))
refused(404, 40401, lambda: client.get_versions(SUBJECT))
refused(404, 40403, lambda: client.get_schema(77777))
refused(422, 42201, lambda: client.register_schema(SUBJECT, Schema('{"type": "recor"}', "AVRO")))

# Two versions, registered by serializers.
send(first, {"parcel": "c-1", "grams": 100})
send(second, {"parcel": "c-2", "grams": 200, "carrier": "post"})
send(first, {"parcel": "c-3", "grams": 300})
equal(client.get_versions(SUBJECT), [1, 2])
assert SUBJECT in client.get_subjects()
assert SUBJECT in client.get_subjects(subject_prefix="tidemill.events.parcel")
latest = client.get_latest_version(SUBJECT)
equal((latest.subject, latest.version), (SUBJECT, 2))
equal(json.loads(latest.schema.schema_str), json.loads(second))
equal(client.get_version(SUBJECT, 1).schema_id, client.lookup_schema(SUBJECT, Schema(first, "AVRO")).schema_id)
equal(json.loads(client.get_schema(latest.schema_id).schema_str), json.loads(second))
equal(client.get_subjects_by_schema_id(latest.schema_id), [SUBJECT])
equal([(place.subject, place.version) for place in client.get_schema_versions(latest.schema_id)], [(SUBJECT, 2)])
equal(client.get_schema_types(), ["AVRO"])
equal(client.get_contexts(), ["."])
equal(client.get_referenced_by(SUBJECT, 1), [])
equal(client.register_schema_full_response(SUBJECT, Schema(second, "AVRO")).schema_id, latest.schema_id)
refused(404, 40402, lambda: client.get_version(SUBJECT, 9))
refused(404, 40403, lambda: client.lookup_schema(SUBJECT, Schema(schema(PARCEL, SENT_AT), "AVRO")))

# What was sent can be read by what it was registered as.
consumer = DeserializingConsumer({
    "bootstrap.servers": KAFKA, "group.id": "confluent", "auto.offset.reset": "earliest",
    "value.deserializer": AvroDeserializer(client)})
consumer.subscribe([TOPIC])
read = {}
while len(read) < 3:
    message = consumer.poll(30)
    assert message is not None, "only %s came back" % read
    read[message.value()["parcel"]] = message.value().get("carrier")
consumer.close()
equal(read, {"c-1": None, "c-2": "post", "c-3": None})

# What would break what was sent.
breaking = Schema(schema(PARCEL, SENT_AT, GRAMS, {"name": "depot", "type": "string"}), "AVRO")
equal(client.get_compatibility(), "BACKWARD")
equal(client.test_compatibility(SUBJECT, breaking), False)
equal(client.test_compatibility_all_versions(SUBJECT, breaking, verbose=True), False)
equal(client.test_compatibility(SUBJECT, Schema(second, "AVRO")), True)
said = refused(409, 409, lambda: client.register_schema(SUBJECT, breaking))
assert "depot" in said, said
without = Schema(schema(PARCEL, SENT_AT), "AVRO")
said = refused(409, 409, lambda: client.register_schema(SUBJECT, without))
assert "rule heavy-parcel (reads grams)" in said, said

# Settings.
refused(404, 40408, lambda: client.get_compatibility(SUBJECT))
client.set_config(SUBJECT, ServerConfig(compatibility=ConfigCompatibilityLevel.NONE))
equal(client.get_config(SUBJECT).compatibility_level, "NONE")
equal(client.get_compatibility(SUBJECT), "NONE")
client.register_schema(SUBJECT, breaking)
equal(client.get_versions(SUBJECT), [1, 2, 3])
client.delete_config(SUBJECT)
refused(404, 40408, lambda: client.get_config(SUBJECT))
refused(422, 42203, lambda: client.set_compatibility(SUBJECT, "SOMEWHAT"))
equal(client.get_global_mode(), "READWRITE")
client.update_mode(SUBJECT, "READONLY")
equal(client.get_mode(SUBJECT), "READONLY")
refused(422, 42205, lambda: client.register_schema(SUBJECT, Schema(schema(PARCEL, SENT_AT, GRAMS, CARRIER, {
    "name": "late", "type": "int", "default": 0}), "AVRO")))
client.delete_mode(SUBJECT)

# Deletion, of one version and of a subject that nothing reads.
equal(client.delete_version(SUBJECT, 3), 3)
equal(client.get_versions(SUBJECT), [1, 2])
equal(client.get_versions(SUBJECT, deleted=True), [1, 2, 3])
equal(client.delete_version(SUBJECT, 3, permanent=True), 3)
other = "tidemill.events.parcel.lost-value"
equal(client.register_schema(other, Schema(schema(PARCEL, SENT_AT), "AVRO")) > 1000, True)
refused(404, 40405, lambda: client.delete_subject(other, permanent=True))
refused(404, 40401, lambda: client.get_latest_version("nothing"))

print("every answer as Confluent's")
