package io.tidemill.featurejobs.onlinerebuild;

/**
 * How far the rebuilding of one view has come.
 *
 * @param view its name
 * @param part the parts of its entities that are done
 * @param parts of all
 * @param events in the lake, of the view's source
 * @param entities that were computed so far
 * @param written of them that are stored now
 * @param kept of them that had a row in the store which is as new or newer
 * @param unreadable of them whose subject is no key of the entity's type
 */
public record RebuildProgress(
        String view, int part, int parts, long events, long entities, long written, long kept, long unreadable) {
    boolean done() {
        return part == parts;
    }
}
