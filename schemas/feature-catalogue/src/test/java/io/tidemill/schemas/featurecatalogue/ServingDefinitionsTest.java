package io.tidemill.schemas.featurecatalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServingDefinitionsTest {
    @Test
    void aFolderIsTheStacksOwnHoweverItIsWritten() {
        Path folder = Path.of("shop", "definitions");
        assertThat(ServingDefinitions.isOwn("shop/definitions/", folder)).isTrue();
        assertThat(ServingDefinitions.isOwn(folder.toAbsolutePath().toString(), folder))
                .isTrue();
        assertThat(ServingDefinitions.isOwn("./shop/rules/../definitions", folder.toAbsolutePath()))
                .isTrue();
        assertThat(ServingDefinitions.isOwn("shop", folder)).isFalse();
        assertThat(ServingDefinitions.isOwn(null, folder)).isFalse();
    }
}
