package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CompositeIdProperties {
    @Property
    void aKeyComesBackFromItsText(@ForAll("values") List<String> values) {
        assertThat(CompositeId.split(CompositeId.of(values), values.size())).contains(values);
    }

    @Property
    void twoKeysHaveTwoTexts(@ForAll("several") List<String> one, @ForAll("several") List<String> other) {
        assertThat(CompositeId.of(one).equals(CompositeId.of(other))).isEqualTo(one.equals(other));
    }

    @Property
    void keysComeBackFromAList(@ForAll("keys") List<List<String>> keys) {
        String list = keys.stream().map(CompositeId::of).collect(Collectors.joining(","));
        assertThat(CompositeId.list(list))
                .isEqualTo(keys.stream().map(CompositeId::of).toList());
    }

    @Example
    void whatIsNoKeyIsNone() {
        assertThat(CompositeId.split("m-1:s-2", 2)).contains(List.of("m-1", "s-2"));
        assertThat(CompositeId.split("a\\:b:c", 2)).contains(List.of("a:b", "c"));
        assertThat(CompositeId.split("a:b", 1)).contains(List.of("a:b"));
        assertThat(CompositeId.split("a", 2)).isEmpty();
        assertThat(CompositeId.split("a:b:c", 2)).isEmpty();
        assertThat(CompositeId.split("a:b\\", 2)).isEmpty();
    }

    @Provide
    Arbitrary<List<String>> values() {
        return texts().list().ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<String>> several() {
        return texts().list().ofMinSize(2).ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<List<String>>> keys() {
        return several().list().ofMinSize(1).ofMaxSize(4);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab:,\\茶").ofMaxLength(5);
    }
}
