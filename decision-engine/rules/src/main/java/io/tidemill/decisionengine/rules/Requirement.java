package io.tidemill.decisionengine.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a rule requires, and what became of it on some facts.
 *
 * @param path where it stands in the document, as a JSON pointer (RFC 6901)
 * @param expected what it requires, as the document has it in JSON
 * @param found the value it looked at; {@code null} where there is none, and for a group
 * @param holds whether it was fulfilled
 * @param of what a group consists of, in the order written; empty for all else
 */
public record Requirement(String path, String expected, @Nullable Object found, boolean holds, List<Requirement> of) {
    public Requirement {
        of = List.copyOf(of);
    }
}
