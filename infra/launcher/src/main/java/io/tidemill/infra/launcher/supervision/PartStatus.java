package io.tidemill.infra.launcher.supervision;

import java.time.Instant;

/**
 * What is known about a part at one moment.
 *
 * @param name the part
 * @param pid its process, or -1 when there is none
 * @param state where it is in its life
 * @param restarts how often it was started again since this launcher started
 * @param since when it came into this state
 * @param address where clients reach it
 * @param log where its output goes
 */
public record PartStatus(
        String name, long pid, PartState state, int restarts, Instant since, String address, String log) {}
