package io.tidemill.infra.eventstreams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

class StreamedEventProperties {
    @Property(tries = 300)
    void eachEventComesBackAsItWasWhateverCameBefore(@ForAll("streams") List<StreamedEvent> events) throws IOException {
        // Given events one after the other, many of which share what they have
        StreamedEventSerializer serializer = new StreamedEventSerializer();
        DataOutputSerializer target = new DataOutputSerializer(64);
        for (StreamedEvent event : events) {
            serializer.serialize(event, target);
        }
        // When one serializer reads them all
        DataInputDeserializer source = new DataInputDeserializer(target.getCopyOfBuffer());
        // Then each is what it was
        for (StreamedEvent event : events) {
            assertThat(serializer.deserialize(source))
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .isEqualTo(event);
        }
        assertThat(source.available()).isZero();
    }

    @Provide
    Arbitrary<List<StreamedEvent>> streams() {
        return Combinators.combine(texts(), names(), names(), texts(), names(), names(), values(), Arbitraries.longs())
                .as((id, sender, type, subject, tenant, topic, value, number) -> new StreamedEvent(
                        id,
                        sender,
                        type,
                        subject,
                        number,
                        tenant,
                        value,
                        topic,
                        (int) (number & 7),
                        number >>> 1,
                        number >> 1))
                .list()
                .ofMaxSize(20);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("", "a", "b", "ä", "order.paid", "order.paix");
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().withCharRange('\u0000', '\ud7ff').ofMaxLength(40);
    }

    private static Arbitrary<byte[]> values() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(50).injectNull(0.1);
    }
}
