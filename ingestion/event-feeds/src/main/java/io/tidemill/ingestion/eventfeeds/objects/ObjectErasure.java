package io.tidemill.ingestion.eventfeeds.objects;

import io.tidemill.ingestion.lakeversions.erasure.Person;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Objects about a person who is erased. Their bytes go with the last who has them: an object that was stored about somebody
 * else too stays theirs.
 */
public final class ObjectErasure implements PersonalStore {
    private final ObjectFiles files;
    private final ObjectRows rows;

    /**
     * Opens the store of objects; its schema in PostgreSQL is that of the feeds.
     *
     * @throws IOException if the folder cannot be made
     */
    public ObjectErasure(ObjectSettings settings, DataSource postgres, Clock clock) throws IOException {
        this.files = new ObjectFiles(settings);
        this.rows = new ObjectRows(postgres, clock);
    }

    @Override
    public String name() {
        return "stored-objects";
    }

    @Override
    public Erased erase(Person person) throws IOException, SQLException {
        List<ObjectRows.Key> theirs = rows.of(person);
        List<String> shared = new ArrayList<>();
        for (ObjectRows.Key key : theirs) {
            if (rows.forget(key, files) == ObjectRows.Bytes.SHARED) {
                shared.add(ObjectFiles.location(key.sha256()) + " is an object about another too");
            }
        }
        rows.forgetSender(person);
        List<String> left = new ArrayList<>();
        rows.mentioning(person).forEach(key -> left.add("the row of " + ObjectFiles.location(key.sha256())));
        for (ObjectRows.Key key : theirs) {
            if (files.has(key.sha256()) && !rows.isKnown(key.sha256())) {
                left.add(ObjectFiles.location(key.sha256()));
            }
        }
        return new Erased(
                theirs.size(), rows.count(), left, shared.stream().distinct().toList());
    }
}
