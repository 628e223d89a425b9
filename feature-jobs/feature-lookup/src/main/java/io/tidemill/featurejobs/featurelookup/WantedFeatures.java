package io.tidemill.featurejobs.featurelookup;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request of Feast's shape says, in JSON or protobuf, before it is held against the definitions.
 *
 * @param references {@code view:feature} each
 * @param ids of entities by join key, each as text whatever type it came in
 */
record WantedFeatures(
        Optional<String> service, List<String> references, Map<String, List<String>> ids, boolean fullNames) {}
