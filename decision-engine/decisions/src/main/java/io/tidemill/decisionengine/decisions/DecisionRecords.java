package io.tidemill.decisionengine.decisions;

import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ActionRequested;
import io.tidemill.schemas.events.DecidedAction;
import io.tidemill.schemas.events.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A decision as it goes out: its receipt, and a request for each action. */
final class DecisionRecords {
    static final String SOURCE = "tidemill/decisions";

    private DecisionRecords() {}

    static List<OutgoingRecord> of(Decision decision, String tenantId, Instant now) {
        List<OutgoingRecord> records = new ArrayList<>();
        Event receipt = new Event(
                decision.getDecisionId(),
                SOURCE,
                EventTypes.DECISION_MADE,
                decision.getEntityId(),
                decision.getDecidedAt(),
                tenantId,
                decision);
        records.add(OutgoingRecord.of(Topics.DECISIONS, receipt, now));
        for (DecidedAction action : decision.getActions()) {
            records.add(OutgoingRecord.of(Topics.ACTIONS, request(decision, action, tenantId), now));
        }
        return records;
    }

    private static Event request(Decision decision, DecidedAction action, String tenantId) {
        ActionRequested data = ActionRequested.newBuilder()
                .setActionId(action.getActionId())
                .setDecisionId(decision.getDecisionId())
                .setType(action.getType())
                .setEntityId(decision.getEntityId())
                .setRuleId(action.getRuleId())
                .setParameters(action.getParameters())
                .build();
        return new Event(
                action.getActionId(),
                SOURCE,
                EventTypes.ACTION_REQUESTED,
                decision.getEntityId(),
                decision.getDecidedAt(),
                tenantId,
                data);
    }
}
