package dev.weir.sample.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

class EventCatalogueTest {
  @Test
  void thePageIsWhatTheCodeSays() throws IOException {
    Path page = Path.of("..", "docs", "events.md");
    String generated = EventCatalogue.markdown();
    if (System.getProperty("weir.catalogue", "check").equals("write")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, generated);
    }
    assertThat(Files.readString(page))
        .as(
            "docs/events.md is out of date; write it anew with"
                + " mvn -pl sample-streams test -Dtest=EventCatalogueTest -Dweir.catalogue=write")
        .isEqualTo(generated);
  }

  @Test
  void everySchemaIsJsonAndRequiresEveryField() {
    for (EventType type : EventType.values()) {
      var data = new ObjectMapper().readTree(EventCatalogue.schema(type)).at("/properties/data");
      assertThat(data.get("required").size()).as(type.typeName()).isEqualTo(type.fields().size());
      for (Field field : type.fields()) {
        assertThat(data.at("/properties/" + field.name() + "/type").asString())
            .as(type.typeName() + "." + field.name())
            .isEqualTo(field.kind().jsonType());
      }
    }
  }

  @Test
  void kafkaEventsTravelOnTopicsOfThePlatform() {
    var topics = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
    for (EventType type : EventType.values()) {
      if (type.form() != EventType.Form.REDIS) {
        assertThat(topics).as(type.typeName()).contains(type.stream());
      }
    }
  }
}
