package io.tidemill.ingestion.eventfeeds.objects;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;

/** Tells by the first bytes whether a file is what it is said to be. Safe to share between threads. */
final class ContentCheck {
    private final MimeTypes types = MimeTypes.getDefaultMimeTypes();

    /**
     * Checks a file.
     *
     * @throws ProblemException with 415 if its bytes say that it is something else
     */
    void require(Path file, String declared) throws IOException {
        MediaType found;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            found = types.detect(in, new Metadata());
        }
        MediaTypeRegistry registry = types.getMediaTypeRegistry();
        MediaType wanted = registry.normalize(MediaType.parse(declared));
        MediaType real = registry.normalize(found);
        if (!real.equals(wanted) && !registry.isSpecializationOf(real, wanted) && !container(real, wanted)) {
            throw new ProblemException(
                    415,
                    "Media type not supported",
                    "content-type",
                    "content-type " + declared + ": the bytes are " + found);
        }
    }

    /** A container such as Ogg or MP4 does not say in its first bytes what kind of tracks it has. */
    private static boolean container(MediaType real, MediaType wanted) {
        return real.getSubtype().equals(wanted.getSubtype())
                || real.equals(MediaType.application("ogg"))
                        && wanted.getSubtype().equals("ogg")
                || real.getSubtype().equals("quicktime") && wanted.getSubtype().equals("mp4");
    }
}
