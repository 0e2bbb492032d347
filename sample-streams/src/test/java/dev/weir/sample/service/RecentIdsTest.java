package dev.weir.sample.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.EventWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentIdsTest {
  @Test
  void knowsAtLeastTheLastHalfOfItsCapacity() {
    var ids = new RecentIds(64);
    for (long id = 0; id < 10_000; id++) {
      assertThat(ids.add(id * 31)).as("id " + id + " is new").isTrue();
      for (long back = 0; back < 32 && back <= id; back++) {
        assertThat(ids.add((id - back) * 31)).as(back + " behind " + id).isFalse();
      }
    }
    assertThat(ids.add(31)).as("an id of long ago is forgotten").isTrue();
  }

  @Test
  void anOrderIsDoneOnceWhateverComesFirst() {
    var progress = new OrderProgress(8);
    assertThat(progress.add(3, OrderProgress.RESERVED)).isEqualTo(OrderProgress.RESERVED);
    assertThat(progress.add(3, OrderProgress.PAID))
        .isEqualTo(OrderProgress.PAID | OrderProgress.RESERVED);
    assertThat(progress.add(11, OrderProgress.PAID))
        .as("order 11 takes the slot of order 3")
        .isEqualTo(OrderProgress.PAID);
  }

  @Test
  void aGradeBookIsTheSameHoweverOftenItIsReplayed() {
    List<Event> grades = new ArrayList<>();
    var writer = new EventWriter();
    for (int n = 0; n < 300; n++) {
      EventId id = EventId.of(1, EventType.GRADE_UPDATED, n, 0);
      grades.add(
          EventReader.read(
              writer
                  .begin(EventType.GRADE_UPDATED, id, id, n)
                  .text("student_id", "st-" + n % 7)
                  .text("course", "algebra")
                  .integer("assignment", n % 3)
                  .integer("points", n % 50 == 0 ? 1_000 : n % 101)
                  .end()));
    }
    var live = new GradeBook();
    grades.forEach(live::apply);
    var twice = new GradeBook();
    grades.forEach(twice::apply);
    grades.forEach(twice::apply);
    assertThat(live.points()).hasSize(21).isEqualTo(twice.points());
    assertThat(live.points().values()).allMatch(points -> points <= GradeBook.MOST_POINTS);
    Collections.reverse(grades);
    var backwards = new GradeBook();
    grades.forEach(backwards::apply);
    assertThat(backwards.points())
        .as("order matters: the last grade counts")
        .isNotEqualTo(live.points());
  }

  @Test
  void theModelLearnsWhatSeparatesFraud() {
    var model = new FraudModel(2, 0.1);
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      float amount = random.nextFloat();
      model.learn(new float[] {amount, random.nextFloat()}, amount > 0.8);
    }
    assertThat(model.predict(new float[] {0.95f, 0.5f})).isGreaterThan(0.5);
    assertThat(model.predict(new float[] {0.1f, 0.5f})).isLessThan(0.05);
    assertThat(model.examples()).isEqualTo(20_000);
  }
}
