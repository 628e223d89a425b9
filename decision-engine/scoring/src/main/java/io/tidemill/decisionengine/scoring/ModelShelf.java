package io.tidemill.decisionengine.scoring;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models that serve in this process, by name. A version is fetched, verified and warmed before it takes its
 * predecessor's place by one reference; a version that is refused changes nothing. Safe for any number of threads.
 */
public final class ModelShelf {
    private final Map<String, ServingModel> models = new ConcurrentHashMap<>();
    private final ArtifactLoader loader;

    public ModelShelf(ArtifactLoader loader) {
        this.loader = loader;
    }

    /**
     * Makes a version the one that serves.
     *
     * @param name the model
     * @param version its number in the registry; a lower one than before is a roll-back
     * @param artifactUri where the artifact is
     * @param sha256 the checksum it was registered with
     * @return what serves now
     * @throws ModelRefusedException if it must not serve; what served before still does
     */
    public ServingModel stock(String name, long version, URI artifactUri, String sha256) throws ModelRefusedException {
        ModelArtifact artifact = loader.load(artifactUri, sha256);
        if (!artifact.modelName().equals(name)) {
            throw new ModelRefusedException(
                    ModelRefusedException.Reason.UNREADABLE,
                    "the artifact is of model " + artifact.modelName() + ": expected " + name);
        }
        ServingModel model = ServingModel.prepare(artifact, version);
        stock(model);
        return model;
    }

    /** Makes a prepared model the one that serves under its name. */
    public void stock(ServingModel model) {
        models.put(model.name(), model);
    }

    /** The version that serves now. Hold on to it to read its features and score with the same version. */
    public Optional<ServingModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** The names of all models that serve. */
    public SortedSet<String> names() {
        return new TreeSet<>(models.keySet());
    }
}
