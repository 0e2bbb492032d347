package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReleasesTest {
  @ParameterizedTest
  @EnumSource(MetadataVersion.class)
  void namesTheReleaseOfEachLevel(MetadataVersion version) {
    assertThat(version.toString()).startsWith(Releases.of(version.featureLevel()) + "-");
  }
}
