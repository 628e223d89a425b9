package io.tidemill.decisionengine.rules;

import io.tidemill.decisionengine.rules.Condition.Comparison;
import io.tidemill.decisionengine.rules.Fault.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a document speaks of things that there are. Safe to share between threads. */
public final class RuleValidator {
    private final FieldCatalogue catalogue;

    public RuleValidator(FieldCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Everything in the document that is not in the catalogue or does not fit it; empty when all is well. */
    public List<Fault> faults(RuleDocument document) {
        List<Fault> faults = new ArrayList<>();
        if (!catalogue.eventTypes().contains(document.on())) {
            faults.add(new Fault(
                    "/on",
                    Code.UNKNOWN_EVENT_TYPE,
                    FaultList.shown(document.on()) + ", expected one of " + catalogue.sortedEventTypes()));
            return faults;
        }
        check(document.when(), "/when", document.on(), faults);
        return faults;
    }

    private void check(Condition condition, String path, String eventType, List<Fault> faults) {
        if (condition instanceof Comparison comparison) {
            checkComparison(comparison, path, eventType, faults);
        } else if (condition instanceof Condition.All all) {
            checkGroup(all.conditions(), path + "/all/", eventType, faults);
        } else if (condition instanceof Condition.Any any) {
            checkGroup(any.conditions(), path + "/any/", eventType, faults);
        } else if (condition instanceof Condition.None none) {
            checkGroup(none.conditions(), path + "/none/", eventType, faults);
        }
    }

    private void checkGroup(List<Condition> conditions, String path, String eventType, List<Fault> faults) {
        for (int i = 0; i < conditions.size(); i++) {
            check(conditions.get(i), path + i, eventType, faults);
        }
    }

    private void checkComparison(Comparison comparison, String path, String eventType, List<Fault> faults) {
        Optional<CatalogueField> field = catalogue.field(eventType, comparison.field());
        if (field.isEmpty()) {
            faults.add(new Fault(
                    path + "/field",
                    Code.UNKNOWN_FIELD,
                    FaultList.shown(comparison.field()) + " " + catalogue.absence(eventType, comparison.field())));
            return;
        }
        FieldType type = field.get().type();
        Operator operator = comparison.operator();
        if (!operator.fits(type)) {
            faults.add(new Fault(
                    path + "/operator",
                    Code.OPERATOR_DOES_NOT_FIT,
                    operator.word() + " on a field of type " + type + ", expected one of "
                            + field.get().operators().stream()
                                    .map(Operator::word)
                                    .toList()));
            return;
        }
        List<Literal> operands = comparison.operands();
        if (!operands.stream().allMatch(literal -> literal.fits(type))) {
            faults.add(new Fault(
                    path + "/value",
                    Code.VALUE_DOES_NOT_FIT,
                    "a value that is no " + type + ", which " + comparison.field() + " is"));
        } else if (operator == Operator.BETWEEN && !Comparing.ascending(operands.get(0), operands.get(1))) {
            faults.add(new Fault(path + "/value", Code.INVALID, "the first value is greater than the second"));
        }
    }
}
