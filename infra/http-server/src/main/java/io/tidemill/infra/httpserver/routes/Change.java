package io.tidemill.infra.httpserver.routes;

/** What a route changes. */
public sealed interface Change {
    /** It changes something, and each request is recorded under this action, such as {@code rule.publish}. */
    record Audited(String action) implements Change {
        public Audited {
            if (action.isBlank()) {
                throw new IllegalArgumentException("an audited route names its action");
            }
        }
    }

    /** It changes nothing that is worth a record, because of something. */
    record Unaudited(String because) implements Change {
        public Unaudited {
            if (because.isBlank()) {
                throw new IllegalArgumentException("an unaudited route says why");
            }
        }
    }
}
