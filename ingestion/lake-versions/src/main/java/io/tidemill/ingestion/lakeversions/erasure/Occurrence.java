package io.tidemill.ingestion.lakeversions.erasure;

import java.util.List;

/**
 * A file in which a person's subject was found.
 *
 * @param location which file
 * @param places the columns, or {@code bytes} for the file as it lies there, or {@code entries} for what an Avro file holds
 */
record Occurrence(String location, List<String> places) {
    Occurrence {
        places = List.copyOf(places);
    }
}
