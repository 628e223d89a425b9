package io.tidemill.ingestion.laketables.layout;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;

/** What a table is partitioned by within a day. */
public sealed interface PartitionTerm {
    /** A column's own value. */
    record Identity(String column) implements PartitionTerm {
        @Override
        public String fieldName() {
            return column;
        }

        @Override
        public Term term() {
            return Expressions.ref(column);
        }

        @Override
        public void addTo(PartitionSpec.Builder spec) {
            spec.identity(column);
        }

        @Override
        public String toString() {
            return column;
        }
    }

    /** The hash of a column's value, in so many buckets. */
    record Bucket(String column, int buckets) implements PartitionTerm {
        @Override
        public String fieldName() {
            return column + "_bucket_" + buckets;
        }

        @Override
        public Term term() {
            return Expressions.bucket(column, buckets);
        }

        @Override
        public void addTo(PartitionSpec.Builder spec) {
            spec.bucket(column, buckets, fieldName());
        }

        @Override
        public String toString() {
            return "bucket(" + buckets + ", " + column + ")";
        }
    }

    /** The column's name in the table. */
    String column();

    /** The name of the partition's field. */
    String fieldName();

    /** As Iceberg has it. */
    Term term();

    /** Adds it to a table that is being made. */
    void addTo(PartitionSpec.Builder spec);

    /** Reads {@code tenant_id} or {@code bucket(16, event_subject)}; nothing if it is neither. */
    static Optional<PartitionTerm> parse(String text) {
        Matcher bucket = Terms.BUCKET.matcher(text.strip());
        if (bucket.matches()) {
            int buckets = Integer.parseInt(Objects.requireNonNull(bucket.group(1)));
            return Optional.of(new Bucket(Objects.requireNonNull(bucket.group(2)), buckets));
        }
        return Terms.COLUMN.matcher(text.strip()).matches()
                ? Optional.of(new Identity(text.strip()))
                : Optional.empty();
    }

    /** The forms of a term. */
    final class Terms {
        private static final Pattern BUCKET = Pattern.compile("bucket\\(\\s*([1-9]\\d{0,4})\\s*,\\s*(\\w+)\\s*\\)");
        private static final Pattern COLUMN = Pattern.compile("[A-Za-z_]\\w*");

        private Terms() {}
    }
}
