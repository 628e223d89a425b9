package io.tidemill.schemas.contracts;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Protects personal data before it is stored. A field with the property {@code "pii": "mask"}, {@code "hash"} or {@code
 * "drop"} in its Avro schema, at any depth, is masked, hashed with the installation's key, or left out; in a list or map
 * each value is. A record with {@code "piiSubject": "hash"} has its event's subject hashed too, to what a hashed field of
 * the same value is. Protecting twice is protecting once. Safe to share between threads.
 */
public final class PersonalData {
    /** Field property: how its value is protected. */
    public static final String PROPERTY = "pii";

    /** Record property: how the subject of an event with this data is protected; {@code hash} is the only way. */
    public static final String SUBJECT_PROPERTY = "piiSubject";

    private final @Nullable PersonalDataKey key;
    private final Map<Schema, Boolean> declaring = new ConcurrentHashMap<>();

    /** @param key what to hash with; without one, data that asks for a hash cannot be taken */
    public PersonalData(Optional<PersonalDataKey> key) {
        this.key = key.orElse(null);
    }

    /** What forbids a schema its declarations of personal data, in words that name the field; empty when nothing does. */
    public static Optional<String> violation(Schema schema) {
        return PersonalDataRules.violation(schema);
    }

    /** Whether anything is to be protected in records of a schema, or the subject of their events. */
    public boolean isDeclaredIn(Schema schema) {
        return declaring.computeIfAbsent(schema, checked -> declares(checked, new HashSet<>()));
    }

    /**
     * Protects the fields of a record, which is changed.
     *
     * @return whether anything was not protected before
     * @throws MissingPersonalDataKeyException if a value is to be hashed and there is no key
     */
    public boolean protect(IndexedRecord data, String tenant) {
        return isDeclaredIn(data.getSchema()) && protectFields(data, tenant);
    }

    /**
     * The subject of an event with data of a schema.
     *
     * @throws MissingPersonalDataKeyException if it is to be hashed and there is no key
     */
    public String subject(Schema schema, String subject, String tenant) {
        return schema.getObjectProp(SUBJECT_PROPERTY) == null
                ? subject
                : PersonalDataProtection.HASH.text(subject, key, tenant);
    }

    /** An event with its subject and data protected; the event itself where nothing was to be done. */
    public Event protect(Event event) {
        IndexedRecord data = event.data();
        if (data == null || !isDeclaredIn(data.getSchema())) {
            return event;
        }
        boolean changed = protect(data, event.tenantId());
        String subject = subject(data.getSchema(), event.subject(), event.tenantId());
        return changed || !subject.equals(event.subject())
                ? new Event(event.id(), event.source(), event.type(), subject, event.time(), event.tenantId(), data)
                : event;
    }

    private boolean protectFields(IndexedRecord data, String tenant) {
        boolean changed = false;
        for (Schema.Field field : data.getSchema().getFields()) {
            Object value = data.get(field.pos());
            if (value == null) {
                continue;
            }
            Optional<PersonalDataProtection> protection = protection(field);
            if (protection.isEmpty()) {
                changed |= protectWithin(value, tenant);
            } else {
                Object protectedValue = protection.get() == PersonalDataProtection.DROP
                        ? dropped(field.schema(), value)
                        : protectedValue(protection.get(), value, tenant);
                if (!Objects.equals(value, protectedValue)) {
                    data.put(field.pos(), protectedValue);
                    changed = true;
                }
            }
        }
        return changed;
    }

    /** Protects the records that a value is or holds. */
    private boolean protectWithin(@Nullable Object value, String tenant) {
        if (value instanceof IndexedRecord nested) {
            return protectFields(nested, tenant);
        }
        Collection<?> values = value instanceof Map<?, ?> map
                ? map.values()
                : value instanceof Collection<?> elements ? elements : List.of();
        boolean changed = false;
        for (Object element : values) {
            changed |= protectWithin(element, tenant);
        }
        return changed;
    }

    private @Nullable Object protectedValue(PersonalDataProtection protection, @Nullable Object value, String tenant) {
        if (value instanceof CharSequence text) {
            String given = text.toString();
            String protectedText = protection.text(given, key, tenant);
            return protectedText.equals(given) ? value : protectedText;
        }
        if (value instanceof ByteBuffer bytes) {
            return protection.bytes(bytes, key, tenant);
        }
        if (value instanceof Collection<?> elements) {
            List<@Nullable Object> list = new ArrayList<>(elements.size());
            elements.forEach(element -> list.add(protectedValue(protection, element, tenant)));
            return list;
        }
        if (value instanceof Map<?, ?> entries) {
            Map<Object, @Nullable Object> map = new HashMap<>();
            entries.forEach((name, entry) -> map.put(name, protectedValue(protection, entry, tenant)));
            return map;
        }
        return value;
    }

    private static @Nullable Object dropped(Schema schema, Object value) {
        boolean optional =
                schema.isUnion() && schema.getTypes().stream().anyMatch(branch -> branch.getType() == Schema.Type.NULL);
        if (optional) {
            return null;
        }
        if (value instanceof Collection<?>) {
            return List.of();
        }
        if (value instanceof Map<?, ?>) {
            return Map.of();
        }
        return value instanceof ByteBuffer ? ByteBuffer.allocate(0) : "";
    }

    private static Optional<PersonalDataProtection> protection(Schema.Field field) {
        Object declared = field.getObjectProp(PROPERTY);
        return declared == null ? Optional.empty() : PersonalDataProtection.named(declared.toString());
    }

    private static boolean declares(Schema schema, Set<String> seenRecords) {
        return switch (schema.getType()) {
            case RECORD ->
                seenRecords.add(schema.getFullName())
                        && (schema.getObjectProp(SUBJECT_PROPERTY) != null
                                || schema.getFields().stream()
                                        .anyMatch(field -> field.getObjectProp(PROPERTY) != null
                                                || declares(field.schema(), seenRecords)));
            case ARRAY -> declares(schema.getElementType(), seenRecords);
            case MAP -> declares(schema.getValueType(), seenRecords);
            case UNION -> schema.getTypes().stream().anyMatch(branch -> declares(branch, seenRecords));
            default -> false;
        };
    }
}
