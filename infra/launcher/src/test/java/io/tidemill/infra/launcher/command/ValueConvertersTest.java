package io.tidemill.infra.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ValueConvertersTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "lake files order_paid --limit many,         --limit,    'many': expected a whole number",
                "lineage orders --snapshot newest,           --snapshot, 'newest': expected a whole number",
                "lake read order_paid --as-of yesterday,     --as-of,    'yesterday': expected an instant such as 2026-03-29T08:15:30Z",
                "lake maintain orders --wait long,             --wait,     'long': expected a duration such as PT10M",
                "quality list --from 2026-13-45,             --from,     '2026-13-45': expected a day such as 2026-03-29",
                "quality show order_paid today,              DAY,        'today': expected a day such as 2026-03-29"
            })
    void whatCannotBeReadIsSaidWithWhatWasExpected(String line, String field, String problem) {
        // Given the whole command
        CommandLine command = new CommandLine(new Tidemill());
        ValueConverters.register(command);
        StringWriter said = new StringWriter();
        command.setErr(new PrintWriter(said));
        // When a value cannot be read
        int code = command.execute(line.split(" ", -1));
        // Then its field is named, and no Java type
        assertThat(code).isEqualTo(2);
        assertThat(said.toString()).contains(field, problem).doesNotContain("java.");
    }

    @Test
    void agesAreReadByPeople() {
        assertThat(TextTable.age("PT2M5.93251817S")).isEqualTo("2m5s");
        assertThat(TextTable.age("PT0.4S")).isEqualTo("0s");
        assertThat(TextTable.age("PT49H1S")).isEqualTo("49h1s");
        assertThat(TextTable.age("-")).isEqualTo("-");
    }
}
