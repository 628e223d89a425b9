package io.tidemill.schemas.contracts;

/** A schema asks for a hash of personal data, and there is no key to make it with. The operator must set one. */
public final class MissingPersonalDataKeyException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    MissingPersonalDataKeyException() {
        super("a field is declared as \"pii\": \"hash\", and no key is set: expected pii.key-file");
    }
}
