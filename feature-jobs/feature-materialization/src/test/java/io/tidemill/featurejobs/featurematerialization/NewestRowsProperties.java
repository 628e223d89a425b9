package io.tidemill.featurejobs.featurematerialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.trainingsets.tables.TableRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class NewestRowsProperties {
    @Property(tries = 300)
    void partsHaveEachEntityOnceWithItsNewestRow(
            @ForAll("rows") List<TableRow> rows, @ForAll @IntRange(min = 1, max = 20) int most) {
        // Given
        Map<String, TableRow> expected = new HashMap<>();
        rows.forEach(row -> expected.merge(row.id(), row, TableRow::newer));
        // When the rows are gone through once for each part
        Map<String, TableRow> found = new HashMap<>();
        long first = 0;
        while (first < NewestRows.PLACES) {
            NewestRows part = new NewestRows(most, first, NewestRows.PLACES);
            rows.forEach(part::add);
            // Then no part is of too many
            assertThat(part.rows()).hasSizeLessThanOrEqualTo(most);
            assertThat(part.end()).isGreaterThan(first);
            part.rows().forEach(row -> assertThat(found.put(row.id(), row)).isNull());
            first = part.end();
        }
        // And all together are of all
        assertThat(found).isEqualTo(expected);
    }

    @Provide
    Arbitrary<List<TableRow>> rows() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.longs().between(0, 5))
                .as((id, time) -> new TableRow("m-" + id, time, null, new Object[] {time}))
                .list()
                .ofMaxSize(150);
    }
}
