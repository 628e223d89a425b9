package io.tidemill.schemas.featureviews;

import java.util.List;
import java.util.stream.Collectors;

/** Definitions that cannot be used; it names every problem found, not only the first. */
public final class InvalidDefinitionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<DefinitionProblem> problems;

    public InvalidDefinitionsException(List<DefinitionProblem> problems) {
        super(problems.stream().map(DefinitionProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** The problems, in the order of the files. */
    public List<DefinitionProblem> problems() {
        return problems;
    }
}
