package io.tidemill.featurejobs.featurelookup;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request of Feast's shape says, in JSON or protobuf, before it is held against the definitions.
 *
 * @param references {@code view:feature} each
 * @param ids of entities by join key, each as text whatever type it came in
 * @param given what features may be computed from, by name: numbers, text, or null
 * @param givenIn the field of the request that has it
 */
record WantedFeatures(
        Optional<String> service,
        List<String> references,
        Map<String, List<String>> ids,
        Map<String, List<@Nullable Object>> given,
        String givenIn,
        boolean fullNames) {}
