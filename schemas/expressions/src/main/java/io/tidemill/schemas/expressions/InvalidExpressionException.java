package io.tidemill.schemas.expressions;

/** An expression is no CEL, names what is not there, or gives what was not expected; the message says which. */
public final class InvalidExpressionException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidExpressionException(String message) {
        super(message);
    }
}
