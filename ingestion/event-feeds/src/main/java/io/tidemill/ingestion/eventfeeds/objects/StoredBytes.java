package io.tidemill.ingestion.eventfeeds.objects;

/**
 * Bytes that lie in the store.
 *
 * @param sha256 of them, in hexadecimal
 * @param size how many
 * @param mediaType what they are
 */
record StoredBytes(String sha256, long size, String mediaType) {}
