package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.featuredefinitions.Plan.Added;
import io.tidemill.featurejobs.featuredefinitions.Plan.Change;
import io.tidemill.featurejobs.featuredefinitions.Plan.Changed;
import io.tidemill.featurejobs.featuredefinitions.Plan.Described;
import io.tidemill.featurejobs.featuredefinitions.Plan.Unchanged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is answered about definitions, as JSON. */
final class DefinitionAnswers {
    private DefinitionAnswers() {}

    static Map<String, Object> plan(Plan plan) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("revision", plan.revision());
        answer.put("empty", plan.isEmpty());
        answer.put(
                "changes",
                Stream.concat(
                                plan.changes().stream().map(DefinitionAnswers::change),
                                plan.tables().stream().map(DefinitionAnswers::change))
                        .toList());
        answer.put("entitiesOrServicesChanged", plan.sharedChanged());
        answer.put("broken", plan.broken());
        return answer;
    }

    private static Map<String, Object> change(TableChange change) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("view", change.view());
        answer.put("change", change.change());
        answer.put("table", change.table());
        return answer;
    }

    private static Map<String, Object> change(Change change) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("view", change.view());
        if (change instanceof Added added) {
            answer.put("change", "added");
            answer.put("version", added.version().number());
        } else if (change instanceof Changed changed) {
            answer.put("change", "changed");
            answer.put("version", changed.version().number());
            answer.put("from", changed.from());
            answer.put("differences", changed.differences());
            answer.put("uses", changed.uses());
        } else if (change instanceof Described described) {
            answer.put("change", "described");
            answer.put("version", described.version().number());
            answer.put("differences", described.differences());
        } else if (change instanceof Unchanged unchanged) {
            answer.put("change", "unchanged");
            answer.put("version", unchanged.number());
        } else {
            answer.put("change", "retired");
        }
        return answer;
    }

    static Map<String, Object> list(Contents contents, List<StoredVersion> versions) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("project", contents.shared().project());
        answer.put("revision", contents.revision());
        answer.put("published", contents.publishedRevision() == contents.revision());
        answer.put("versions", versions.stream().map(DefinitionAnswers::version).toList());
        return answer;
    }

    static Map<String, Object> version(StoredVersion stored) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("view", stored.view());
        answer.put("version", stored.version().number());
        answer.put("state", VersionStateJson.name(stored.state()));
        answer.put("serves", stored.serves());
        stored.state().waitsFor().ifPresent(what -> answer.put("waitsFor", what));
        if (stored.state() instanceof VersionState.Failed failed) {
            answer.put("reason", failed.reason());
        }
        answer.put("features", stored.version().view().features().size());
        answer.put("storedAs", stored.version().storedName());
        answer.put("appliedBy", stored.appliedBy());
        answer.put("appliedAt", stored.appliedAt().toString());
        answer.put("changedAt", stored.changedAt().toString());
        return answer;
    }

    static Map<String, Object> shown(StoredVersion stored) {
        Map<String, Object> answer = version(stored);
        answer.put("definition", stored.version().document());
        return answer;
    }
}
