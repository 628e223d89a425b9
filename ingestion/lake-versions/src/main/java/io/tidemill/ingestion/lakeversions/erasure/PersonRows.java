package io.tidemill.ingestion.lakeversions.erasure;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Which rows of a table are a person's: those whose subject they are, or whom another column names. A dead letter is theirs
 * when its key, a header, its bytes or what is told of it mention them, whichever tenant's: what is no event has none.
 */
final class PersonRows {
    private static final String DEAD_LETTERS = LakeTables.ofEvents(EventTypes.DEAD_LETTER);

    /** Whom a decision is about. */
    private static final String ENTITY = "entityId";

    private final Person person;
    private final Mention mention;
    private final boolean deadLetters;
    private final List<String> columns;

    PersonRows(Person person, String table, Schema schema) {
        this.person = person;
        this.mention = new Mention(person.subject());
        this.deadLetters = table.equals(DEAD_LETTERS);
        Set<String> wanted = new TreeSet<>(person.columns());
        wanted.add(LakeTables.EVENT_SUBJECT);
        wanted.add(ENTITY);
        this.columns = new ArrayList<>();
        for (String name : wanted) {
            Types.NestedField column = schema.findField(name);
            if (column != null && column.type().typeId() == Type.TypeID.STRING) {
                columns.add(name);
            }
        }
    }

    /** No file without such rows has a row of the person. */
    Expression filter() {
        return deadLetters
                ? Expressions.alwaysTrue()
                : columns.stream()
                        .<Expression>map(column -> Expressions.equal(column, person.subject()))
                        .reduce(Expressions.alwaysFalse(), Expressions::or);
    }

    boolean matches(Record row) {
        if (deadLetters) {
            return mention.in(row);
        }
        boolean named = columns.stream().anyMatch(column -> person.subject().equals(value(row, column)));
        return named
                && person.tenant()
                        .map(tenant -> tenant.equals(row.getField(LakeTables.TENANT_ID)))
                        .orElse(true);
    }

    private static @org.jspecify.annotations.Nullable Object value(Record row, String path) {
        Object value = row;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Record nested ? nested.getField(name) : null;
        }
        return value;
    }
}
