package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What somebody did about a dead letter.
 *
 * @param action fix, replay, discard or reopen
 * @param state what it was afterwards
 * @param detail what exactly, such as the patch
 * @param by who
 * @param at when
 */
public record LetterChange(String action, String state, JsonNode detail, String by, Instant at) {}
