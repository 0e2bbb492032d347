package dev.weir.engine.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.GroupRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupColoursTest {
  private final GroupColours colours = new GroupColours();

  private List<SeriesRole> of(String... names) {
    return colours.of(List.of(names).stream().map(name -> new GroupRef("k", name)).toList());
  }

  @Test
  void groupsInOneChartAreToldApart() {
    assertThat(of("a", "b", "c", "d", "e", "f")).doesNotHaveDuplicates().hasSize(6);
  }

  @Test
  void aGroupKeepsItsColourWhereverItStands() {
    List<SeriesRole> before = of("a", "b", "c");
    assertThat(of("c", "a")).containsExactly(before.get(2), before.get(0));
    assertThat(of("b")).containsExactly(before.get(1));
  }

  @Test
  void whoComesWhereItsColourIsTakenGetsAnother() {
    SeriesRole alone = of("a").getFirst();
    assertThat(of("b")).as("another chart").containsExactly(alone);
    List<SeriesRole> together = of("a", "b");
    assertThat(together).doesNotHaveDuplicates().startsWith(alone);
    assertThat(of("b", "a")).containsExactlyElementsOf(together.reversed());
  }
}
