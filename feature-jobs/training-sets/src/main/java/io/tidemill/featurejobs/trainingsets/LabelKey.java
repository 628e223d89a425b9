package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds which of a label's events are an entity row's: the features' views have said whose events are. */
final class LabelKey {
    private LabelKey() {}

    /**
     * The key of the view that reads the label's type: of several the one of the most entities, and then the subject. Where
     * none reads it, the subject.
     *
     * @param others where rows have the keys of features that are computed from no events
     * @throws InvalidTrainingSetException if that is not one key
     */
    static RowKey of(Label label, List<KeyedView> views, List<List<Integer>> others) {
        List<RowKey> ofType = views.stream()
                .filter(view -> view.view().sources().contains(label.eventType()))
                .map(view -> view.key(label.eventType()))
                .distinct()
                .toList();
        int most = ofType.stream().mapToInt(key -> key.places().size()).max().orElse(0);
        List<RowKey> fittest =
                ofType.stream().filter(key -> key.places().size() == most).toList();
        return fittest.stream()
                .min(Comparator.comparing(key -> !key.key().isSubject()))
                .filter(key -> fittest.size() == 1 || key.key().isSubject())
                .orElseGet(() -> subject(label, views, others, fittest));
    }

    private static RowKey subject(
            Label label, List<KeyedView> views, List<List<Integer>> others, List<RowKey> unclear) {
        Set<Integer> subjects = views.stream().flatMap(LabelKey::subjects).collect(Collectors.toSet());
        boolean oneKey = Stream.concat(views.stream().map(KeyedView::places), others.stream())
                .allMatch(places -> places.equals(List.of(0)));
        if (!unclear.isEmpty() || (subjects.size() != 1 && !oneKey)) {
            throw new InvalidTrainingSetException("label: the features do not say by which key of a row its events of "
                    + label.eventType() + " are found: expected one feature of a view of these events, or one of a view"
                    + " whose key is the subject");
        }
        return new RowKey(
                ViewKey.SUBJECT,
                List.of(subjects.isEmpty() ? 0 : subjects.iterator().next()));
    }

    /** The places in rows of what is the subject of events. */
    private static Stream<Integer> subjects(KeyedView view) {
        return IntStream.range(0, view.places().size())
                .filter(i -> view.view().entities().get(i).isSubject())
                .mapToObj(view.places()::get);
    }
}
