package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.onlinestore.EntityKey.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityKeyTest {
    @Test
    void joinKeysAreSortedByCodePoint() {
        // Given names that UTF-16 would sort the other way: U+FF5E before U+1F600
        Part emoji = new Part("😀", FeatureValue.of(1));
        Part tilde = new Part("～", FeatureValue.of(2));
        assertThat(new EntityKey(List.of(emoji, tilde)).parts()).containsExactly(tilde, emoji);
    }

    @Test
    void aKeyNeedsDistinctPartsOfKeyTypes() {
        Part part = new Part("id", FeatureValue.of(1));
        assertThatThrownBy(() -> new EntityKey(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EntityKey(List.of(part, part))).hasMessageContaining("id");
        assertThatThrownBy(() -> new Part("id", FeatureValue.of(1.5))).hasMessageContaining("id");
        assertThatThrownBy(() -> new Part("id", FeatureValue.NULL)).hasMessageContaining("id");
    }
}
