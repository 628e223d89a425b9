package io.tidemill.infra.httpserver.routes;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Some bytes of a file of this machine.
 *
 * @param file which
 * @param first its first byte that is meant, from zero on
 * @param length how many bytes
 */
public record FilePart(Path file, long first, long length) {
    public FilePart {
        Objects.requireNonNull(file, "file");
        if (first < 0 || length < 0) {
            throw new IllegalArgumentException(length + " bytes from " + first + ": expected neither below zero");
        }
    }
}
