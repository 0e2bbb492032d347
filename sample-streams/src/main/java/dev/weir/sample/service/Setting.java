package dev.weir.sample.service;

import dev.weir.sample.event.Chance;
import dev.weir.sample.scene.Stage;
import java.time.InstantSource;

/** What every service is given. */
public record Setting(
    KafkaClients kafka,
    Publisher publisher,
    Stage stage,
    Chance chance,
    InstantSource clock,
    Figures figures) {
  long seed() {
    return chance.seed();
  }
}
