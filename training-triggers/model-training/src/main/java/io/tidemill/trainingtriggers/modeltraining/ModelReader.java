package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.decisionengine.scoring.ModelArtifact;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.YamlNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;

/** Reads one model and checks it against the features it names. */
final class ModelReader {
    private static final Set<String> KEYS =
            Set.of("name", "description", "entity", "population", "label", "features", "policy", "trainer");
    private static final Set<String> TRAINER_KEYS = Set.of(
            "rounds", "depth", "eta", "minimumChildWeight", "subsample", "columnSample", "earlyStoppingRounds", "seed");
    private static final String LABEL_KIND = "no-event-within";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final int VERSION_LENGTH = 12;
    private static final Duration SHORTEST_HORIZON = Duration.ofDays(1);

    private final Optional<FeatureDefinitions> definitions;
    private final YamlNode document;

    /** @param definitions what entity and features are checked against; nothing to take them as they are */
    ModelReader(Optional<FeatureDefinitions> definitions, YamlNode document) {
        this.definitions = definitions;
        this.document = document;
    }

    Optional<ModelDefinition> read(String text) {
        Map<String, YamlNode> keys = document.keys(KEYS);
        Optional<String> name = document.required(keys, "name", ModelReader::name);
        Optional<String> entity = document.required(keys, "entity", this::entity);
        Optional<String> population = document.required(keys, "population", ModelReader::population);
        Optional<ModelDefinition.Label> label = document.required(keys, "label", ModelReader::label);
        Optional<List<FeatureReference>> features = document.required(keys, "features", node -> features(node, entity));
        Optional<RetrainingPolicy> policy = document.required(keys, "policy", ModelReader::policy);
        Optional<TrainerSettings> trainer =
                keys.containsKey("trainer") ? trainer(keys.get("trainer")) : Optional.of(TrainerSettings.DEFAULT);
        if (name.isEmpty()
                || entity.isEmpty()
                || population.isEmpty()
                || label.isEmpty()
                || features.isEmpty()
                || policy.isEmpty()
                || trainer.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ModelDefinition(
                name.get(),
                ModelArtifact.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, VERSION_LENGTH),
                entity.get(),
                population.get(),
                label.get(),
                features.get(),
                policy.get(),
                trainer.get()));
    }

    private static Optional<String> name(YamlNode node) {
        return node.text().filter(text -> {
            boolean good = NAME.matcher(text).matches();
            if (!good) {
                node.problem("'" + text + "', expected lower-case letters, digits, _ and -, beginning with a letter");
            }
            return good;
        });
    }

    private Optional<String> entity(YamlNode node) {
        return node.text().filter(text -> {
            boolean good =
                    definitions.isEmpty() || definitions.get().entity(text).isPresent();
            if (!good) {
                node.problem("entity '" + text + "' is not defined");
            }
            return good;
        });
    }

    private static Optional<String> population(YamlNode node) {
        return node.required(node.keys(Set.of("event")), "event", ModelReader::eventType);
    }

    private static Optional<ModelDefinition.Label> label(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(Set.of("event", "kind", "horizon"));
        Optional<String> event = node.required(keys, "event", ModelReader::eventType);
        Optional<String> kind =
                node.required(keys, "kind", child -> child.text().filter(text -> expect(child, text, LABEL_KIND)));
        Optional<Duration> horizon =
                node.required(keys, "horizon", child -> child.duration().filter(found -> {
                    boolean good = found.compareTo(SHORTEST_HORIZON) >= 0;
                    if (!good) {
                        child.problem("'" + found + "', expected P1D or longer");
                    }
                    return good;
                }));
        return event.isPresent() && kind.isPresent() && horizon.isPresent()
                ? Optional.of(new ModelDefinition.Label(event.get(), horizon.get()))
                : Optional.empty();
    }

    private static boolean expect(YamlNode node, String text, String expected) {
        boolean good = text.equals(expected);
        if (!good) {
            node.problem("'" + text + "', expected " + expected);
        }
        return good;
    }

    private static Optional<String> eventType(YamlNode node) {
        return node.text().filter(text -> {
            boolean good = EventTypes.business().contains(text);
            if (!good) {
                node.problem("event type '" + text + "', expected one of " + String.join(", ", EventTypes.business()));
            }
            return good;
        });
    }

    private Optional<List<FeatureReference>> features(YamlNode node, Optional<String> entity) {
        List<FeatureReference> references = new ArrayList<>();
        List<YamlNode> elements = node.elements();
        elements.forEach(element -> feature(element, entity).ifPresent(reference -> {
            if (references.contains(reference)) {
                element.problem("feature '" + reference + "' stands twice");
            } else {
                references.add(reference);
            }
        }));
        if (elements.isEmpty()) {
            node.problem("expected one feature or more");
        }
        return references.isEmpty() ? Optional.empty() : Optional.of(references);
    }

    private Optional<FeatureReference> feature(YamlNode node, Optional<String> entity) {
        return node.text().flatMap(text -> {
            try {
                FeatureReference reference = FeatureReference.parse(text);
                Optional<String> problem =
                        definitions.flatMap(known -> new ModelFeatures(known, entity).problem(reference));
                problem.ifPresent(node::problem);
                return problem.isEmpty() ? Optional.of(reference) : Optional.empty();
            } catch (IllegalArgumentException e) {
                node.problem("'" + text + "', expected view:feature");
            }
            return Optional.empty();
        });
    }

    private static Optional<RetrainingPolicy> policy(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(Set.of("table", "every", "minimumRows", "minimumPositives"));
        List<String> tables =
                EventTypes.business().stream().map(LakeTables::ofEvents).toList();
        Optional<String> table =
                node.required(keys, "table", child -> child.text().filter(text -> {
                    boolean good = tables.contains(text);
                    if (!good) {
                        child.problem("table '" + text + "', expected one of " + String.join(", ", tables));
                    }
                    return good;
                }));
        Optional<RetrainingPolicy.Interval> every =
                node.required(keys, "every", child -> child.text().flatMap(text -> {
                    Optional<RetrainingPolicy.Interval> interval = RetrainingPolicy.Interval.parse(text);
                    if (interval.isEmpty()) {
                        child.problem("'" + text + "', expected night, month or a number of days such as '7 days'");
                    }
                    return interval;
                }));
        int rows = (int) number(keys, "minimumRows", 100, value -> whole(value) && value >= 2, "2 or more");
        int positives = (int) number(keys, "minimumPositives", 10, value -> whole(value) && value >= 1, "1 or more");
        return table.isPresent() && every.isPresent()
                ? Optional.of(new RetrainingPolicy(table.get(), every.get(), rows, positives))
                : Optional.empty();
    }

    private static Optional<TrainerSettings> trainer(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(TRAINER_KEYS);
        TrainerSettings fallback = TrainerSettings.DEFAULT;
        DoublePredicate share = value -> value > 0 && value <= 1;
        return Optional.of(new TrainerSettings(
                (int) number(keys, "rounds", fallback.rounds(), v -> whole(v) && v >= 1 && v <= 10_000, "1 to 10000"),
                (int) number(keys, "depth", fallback.depth(), v -> whole(v) && v >= 1 && v <= 16, "1 to 16"),
                number(keys, "eta", fallback.eta(), share, "more than 0 and at most 1"),
                number(keys, "minimumChildWeight", fallback.minimumChildWeight(), v -> v >= 0, "0 or more"),
                number(keys, "subsample", fallback.subsample(), share, "more than 0 and at most 1"),
                number(keys, "columnSample", fallback.columnSample(), share, "more than 0 and at most 1"),
                (int) number(
                        keys,
                        "earlyStoppingRounds",
                        fallback.earlyStoppingRounds(),
                        v -> whole(v) && v >= 0 && v <= 10_000,
                        "0 to 10000"),
                (long) number(keys, "seed", fallback.seed(), v -> whole(v) && v >= 0, "a whole number from 0")));
    }

    private static double number(
            Map<String, YamlNode> keys, String key, double fallback, DoublePredicate good, String expected) {
        YamlNode node = keys.get(key);
        if (node == null) {
            return fallback;
        }
        return node.text()
                .map(text -> {
                    double value;
                    try {
                        value = Double.parseDouble(text);
                    } catch (NumberFormatException e) {
                        value = Double.NaN;
                    }
                    if (!good.test(value)) {
                        node.problem("'" + text + "', expected " + expected);
                        return fallback;
                    }
                    return value;
                })
                .orElse(fallback);
    }

    private static boolean whole(double value) {
        return value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE;
    }
}
