package dev.weir.views.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.lag.LagTime;
import dev.weir.engine.publish.TableQuery;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Lag;
import dev.weir.stream.PartitionRef;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.TableModel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GroupsModelTest {
  private final FakeConsole console = new FakeConsole();
  private final TableModel<GroupRow, GroupRef, GroupView.State> model =
      GroupsSource.model(console, GroupsSource.USUAL);

  @Test
  void leavesOutGroupsWithoutLagWhenAsked() {
    model.shown();
    model.want(TableQuery.Rows.RELEVANT);
    model.apply(console.groups().latest().value());
    assertThat(model.countSentence()).isEqualTo("4 of 5 groups");
    assertThat(console.groupQueries.getLast().rows()).isEqualTo(TableQuery.Rows.RELEVANT);
    model.want(TableQuery.Rows.TROUBLED);
    model.apply(console.groups().latest().value());
    assertThat(model.countSentence()).isEqualTo("3 of 5 groups");
  }

  @Test
  void keepsDetailsOpenOnlyWhileShown() {
    model.shown();
    model.select(Optional.of(FakeConsole.group("billing")));
    assertThat(console.openFeeds).isEqualTo(1);
    model.hidden();
    assertThat(console.openFeeds).as("details open while hidden").isZero();
  }

  @Test
  void neverShowsTheUnknownAsZero() {
    assertThat(GroupWords.lag(new Lag.Unknown("Nobody knows."))).isEqualTo("unknown");
    assertThat(GroupWords.note(new Lag.Unknown("Nobody knows."))).contains("Nobody knows.");
    assertThat(GroupWords.time(new LagTime.Unknown("Why."))).isEqualTo("unknown");
    assertThat(GroupWords.trend(OptionalDouble.empty())).isEqualTo("unknown");
  }

  @Test
  void marksAnUpperBound() {
    var lag = new Lag.AtMost(228_400, "Markers count.");
    assertThat(GroupWords.lag(lag).replace('\u00a0', ' ')).isEqualTo("≤ 228 k");
    assertThat(GroupWords.note(lag)).contains("At most this many. Markers count.");
  }

  @Test
  void tellsWhetherAGroupWillEverCatchUp() {
    model.apply(console.groups().latest().value());
    assertThat(GroupWords.eta(row("billing"))).as("lag grows").isEqualTo("never");
    assertThat(GroupWords.eta(row("search-indexer")).replace('\u00a0', ' ')).isEqualTo("46 s");
    assertThat(GroupWords.eta(row("fraud-share"))).isEqualTo("unknown");
    assertThat(GroupWords.eta(row("mailer"))).as("it has caught up").isEqualTo("–");
  }

  @Test
  void listsAssignedPartitionsByStream() {
    assertThat(
            GroupColumns.assigned(
                List.of(
                    new PartitionRef(FakeConsole.topic("payments"), 1),
                    new PartitionRef(FakeConsole.topic("orders"), 3),
                    new PartitionRef(FakeConsole.topic("orders"), 0))))
        .isEqualTo("orders 0, 3 · payments 1");
  }

  private GroupRow row(String name) {
    return model.rowsProperty().get().stream()
        .filter(row -> row.group().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
