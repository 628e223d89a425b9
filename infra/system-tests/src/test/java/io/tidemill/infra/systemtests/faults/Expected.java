package io.tidemill.infra.systemtests.faults;

/** What has to become of an item of poison. */
sealed interface Expected {
    /** The gateway answers with a status of 4xx, and it is nowhere. */
    record Refused(int status) implements Expected {}

    /** The broker does not take it, and it is nowhere. */
    record RefusedByBroker() implements Expected {}

    /** It is one dead letter, with a reason and its raw bytes, and no row. */
    record DeadLetter(String reason) implements Expected {}

    /** It is legitimate, however odd: one row. */
    record Row() implements Expected {}

    /** It contradicts another under its id, which is one row: 409 over HTTP, a dead letter of it otherwise. */
    record Conflict() implements Expected {}
}
