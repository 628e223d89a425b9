package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.Past;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue that a task works by. It is part of every checkpoint: a job that comes back knows the versions that it
 * knew, before it reads its first event.
 */
final class CatalogueState {
    /** JSON by what it is: see {@link CatalogueJson}. */
    static final MapStateDescriptor<String, String> DESCRIPTOR =
            new MapStateDescriptor<>("catalogue", Types.STRING, Types.STRING);

    private static final String CATALOGUE = "catalogue";

    /** An older one, by which the keyed state still goes, while there is one. */
    private static final String KEYED = "keyed";

    private static final String WITHOUT_PAST = "without past";
    private static final String SEPARATOR = ",";

    private @Nullable String read;
    private @Nullable KnownVersions known;

    /** Begins with the newer of what the job was started with and what it comes back with. */
    static void begin(FunctionInitializationContext context, String startedWith) throws Exception {
        BroadcastState<String, String> state = context.getOperatorStateStore().getBroadcastState(DESCRIPTOR);
        String restored = state.get(CATALOGUE);
        long started = CatalogueJson.revision(startedWith);
        if (restored == null || CatalogueJson.revision(restored) <= started) {
            if (restored != null && CatalogueJson.revision(restored) < started && !state.contains(KEYED)) {
                // Keyed state can be gone through only once the topic tells what the job was started with.
                state.put(KEYED, restored);
            }
            state.put(CATALOGUE, startedWith);
        }
        if (!context.isRestored()) {
            // What came from the lake is in no state any more: all of them begin anew with what the topics still have.
            state.put(
                    WITHOUT_PAST,
                    CatalogueJson.read(startedWith).entries().stream()
                            .filter(entry -> entry.past() instanceof Past.Arrived)
                            .map(entry -> entry.version().id())
                            .collect(Collectors.joining(SEPARATOR)));
        }
    }

    /**
     * Takes up a catalogue, unless a newer one is known.
     *
     * @return what the keyed state goes by, if that is another than what is known from now on
     */
    Optional<KnownVersions> accept(String catalogue, BroadcastState<String, String> state) throws Exception {
        KnownVersions current = known(state);
        String keyed = state.get(KEYED);
        boolean newer = CatalogueJson.revision(catalogue) > current.revision();
        if (newer) {
            state.put(CATALOGUE, catalogue);
        }
        if (keyed != null) {
            state.remove(KEYED);
            return Optional.of(KnownVersions.of(CatalogueJson.read(keyed), Set.of()));
        }
        return newer ? Optional.of(current) : Optional.empty();
    }

    /** The versions of the state's catalogue, compiled when it changes. */
    KnownVersions known(ReadOnlyBroadcastState<String, String> state) throws Exception {
        String catalogue = Objects.requireNonNull(state.get(CATALOGUE), CATALOGUE);
        KnownVersions current = known;
        // Compared as objects, for this is asked for each event; text that only is equal is read once more.
        if (current == null || !isSame(catalogue, read)) {
            String withoutPast = state.contains(WITHOUT_PAST) ? state.get(WITHOUT_PAST) : "";
            current = KnownVersions.of(CatalogueJson.read(catalogue), Set.of(withoutPast.split(SEPARATOR, -1)));
            known = current;
            read = catalogue;
        }
        return current;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(String one, @Nullable String other) {
        return one == other;
    }
}
