package dev.weir.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretMaskTest {
  @Test
  void takesSecretsOut() {
    for (String text :
        List.of(
            "password=hunter2",
            "ssl.keystore.password = hunter2",
            "{password=hunter2, user=eve}",
            "\"password\": \"hunter2\"",
            "password='hunter2 with spaces'",
            "sasl.oauthbearer.client.credentials.client.secret=hunter2",
            "basic.auth.user.info=eve:hunter2",
            "redis://eve:hunter2@host:6379/0",
            "redis://:hunter2@host:6379",
            "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"eve\" password=\"hunter2\";",
            "Invalid value org.apache.kafka.common.security.scram.ScramLoginModule required"
                + " username=\"eve\" password=\"hunter2 \\\" more\"; for sasl.jaas.config")) {
      assertThat(SecretMask.of(text)).as(text).doesNotContain("hunter2").contains("••••");
    }
  }

  @Test
  void leavesTheRest() {
    for (String text :
        List.of(
            "Connection to node 1 (broker/10.0.0.1:9092) could not be established.",
            "The password is wrong.",
            "redis://host:6379/0",
            "token expired",
            "topic orders, partition 3, offset 17")) {
      assertThat(SecretMask.of(text)).isEqualTo(text);
    }
  }

  @Test
  void takesSecretsOutOfCausesToo() {
    var thrown =
        new IllegalStateException(
            "outer", new IllegalArgumentException("sasl.password=hunter2 is wrong"));
    assertThat(SecretMask.stackTrace(thrown))
        .contains("outer", "Caused by")
        .doesNotContain("hunter2");
  }
}
