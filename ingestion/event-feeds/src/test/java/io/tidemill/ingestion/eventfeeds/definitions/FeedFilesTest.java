package io.tidemill.ingestion.eventfeeds.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.schemas.events.ReleasedSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedFilesTest {
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final String MAPPING =
            """
            mapping:
              format: jsonl
              event: {type: content.shared, source: /web, subject: "${who}", time: "${at}"}
              data: {memberId: "${who}", contentId: "${what}"}
            """;
    private static final String FOLDER =
            """
            feed: nightly
            folder: ../incoming
            pattern: "*.jsonl"
            stable-for: PT30S
            max-bad-lines: 5
            """;
    private static final String TOPIC = """
            feed: web
            topic: web.shares
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void areReadInTheOrderOfTheirFiles() throws Exception {
        // Given
        write("b.yaml", TOPIC + MAPPING);
        write("a.yaml", FOLDER + MAPPING);

        // When
        List<FeedDefinition> feeds = FeedFiles.read(folder);

        // Then
        assertThat(feeds).extracting(FeedDefinition::name).containsExactly("nightly", "web");
        FeedDefinition.Folder nightly = (FeedDefinition.Folder) feeds.get(0);
        assertThat(nightly.folder()).isEqualTo(folder.resolve("incoming").toAbsolutePath());
        assertThat(nightly.completion()).isEqualTo(new FeedDefinition.Completion.Stable(Duration.ofSeconds(30)));
        assertThat(nightly.maximumBadLines()).isEqualTo(5);
        assertThat(((FeedDefinition.Topic) feeds.get(1)).topic()).isEqualTo("web.shares");
    }

    @Test
    void areNoneWithoutAFolder() throws Exception {
        assertThat(FeedFiles.read(folder.resolve("absent"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "feed: nightly       | feed: A b            | feed: A b",
                "max-bad-lines: 5    | max-bad-lines: few   | max-bad-lines: few",
                "stable-for: PT30S   | stable-for: soon     | stable-for: soon",
                "stable-for: PT30S   | complete: never      | complete: never",
                "stable-for: PT30S   | colour: red          | colour: unknown key",
                "pattern: \"*.jsonl\"| pattern: \"[\"       | pattern: [",
                "source: /web        | colour: red          | mapping.event.colour: unknown key",
                "format: jsonl       | format: xml          | mapping.format: xml",
            })
    void nameWhatIsWrong(String good, String bad, String message) throws Exception {
        write("feed.yaml", (FOLDER + MAPPING).replace(good, bad));
        assertThatThrownBy(() -> FeedFiles.read(folder))
                .isInstanceOf(InvalidFeedException.class)
                .hasMessageContaining("feed.yaml: " + message);
    }

    @Test
    void ofTopicsDoNotReadLineNumbers() throws Exception {
        write("feed.yaml", TOPIC + MAPPING.replace("subject:", "id: \"web-${line}\", subject:"));
        assertThatThrownBy(() -> FeedFiles.read(folder)).hasMessageContaining("reads ${line}");
    }

    @Test
    void haveNamesOfTheirOwn() throws Exception {
        write("a.yaml", TOPIC + MAPPING);
        write("b.yaml", TOPIC + MAPPING);
        assertThatThrownBy(() -> FeedFiles.read(folder))
                .hasMessageContaining("b.yaml: feed: web, expected a name no other feed has");
    }

    private void write(String name, String text) throws Exception {
        Path feeds = Files.createDirectories(folder.resolve("feeds"));
        Files.writeString(feeds.resolve(name), text);
    }
}
