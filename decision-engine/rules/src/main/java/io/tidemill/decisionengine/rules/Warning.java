package io.tidemill.decisionengine.rules;

/**
 * What a rule document says that its author can hardly have meant. It is published all the same.
 *
 * @param path where, as a JSON pointer (RFC 6901)
 * @param code what, for a machine
 * @param message what, for a person
 */
public record Warning(String path, Code code, String message) {
    /** What is odd, for a machine. The names are part of the HTTP API: never rename one. */
    public enum Code {
        /** No value fulfils it. */
        NEVER_TRUE,
        /** Every value fulfils it, a missing one too. */
        ALWAYS_TRUE,
        /** Whatever fulfils what stands beside it fulfils it as well. */
        REDUNDANT
    }
}
