package io.tidemill.schemas.expressions;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compiles expressions over variables whose types are known. What an expression may cost is bounded by its length, its depth
 * and how often it may go round in a list; it reaches nothing but its variables. CEL has the standard operators, functions
 * and macros, and the functions of the extension {@code math}. Source: the
 * <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">definition of the language</a>.
 */
public final class ExpressionCompiler {
    /** How long an expression may be, in characters. */
    public static final int LONGEST = 2000;

    /** How deep it may be nested. */
    public static final int DEEPEST = 32;

    /** How many elements of lists it may look at, all together. */
    public static final int MOST_ITERATIONS = 1000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .maxParseRecursionDepth(DEEPEST)
            .comprehensionMaxIterations(MOST_ITERATIONS)
            .enableHeterogeneousNumericComparisons(true)
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.math(OPTIONS))
            .build();

    private final Map<String, ExpressionType> variables;
    private final CelCompiler compiler;

    /** @param variables by name, which may have dots in it, such as {@code orders.count_30d} */
    public ExpressionCompiler(Map<String, ExpressionType> variables) {
        this.variables = new TreeMap<>(variables);
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelExtensions.math(OPTIONS));
        this.variables.forEach((name, type) -> builder.addVar(name, type.declared()));
        compiler = builder.build();
    }

    /**
     * An expression that gives values of a type.
     *
     * @throws InvalidExpressionException if it is wrong; the message says where, and what CEL says of it
     */
    public Expression compile(String text, ExpressionType type) throws InvalidExpressionException {
        CelValidationResult result = compiler.compile(text);
        if (result.hasError()) {
            throw new InvalidExpressionException(result.getErrors().stream()
                    .map(ExpressionCompiler::said)
                    .distinct()
                    .collect(Collectors.joining("; ")));
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            CelType found = tree.getResultType();
            if (!type.allows(found)) {
                throw new InvalidExpressionException("gives " + name(found) + ", expected " + type.text());
            }
            return new Expression(text, RUNTIME.createProgram(tree), type, used(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new InvalidExpressionException(String.valueOf(e.getMessage()));
        }
    }

    /** CEL's own message, without the picture of the expression. */
    private static String said(CelIssue issue) {
        int line = issue.getSourceLocation().getLine();
        int column = issue.getSourceLocation().getColumn() + 1;
        return issue.getMessage()
                + (line < 1 ? "" : " (" + (line == 1 ? "" : "line " + line + ", ") + "character " + column + ")");
    }

    private static String name(CelType type) {
        return type.parameters().isEmpty()
                ? type.name()
                : type.name() + "("
                        + type.parameters().stream()
                                .map(ExpressionCompiler::name)
                                .collect(Collectors.joining(", "))
                        + ")";
    }

    /** The variables that the expression names, in alphabetical order. */
    private List<String> used(CelAbstractSyntaxTree tree) {
        return tree.getReferenceMap().values().stream()
                .filter(reference -> reference.overloadIds().isEmpty() && variables.containsKey(reference.name()))
                .map(dev.cel.common.ast.CelReference::name)
                .distinct()
                .sorted()
                .toList();
    }
}
