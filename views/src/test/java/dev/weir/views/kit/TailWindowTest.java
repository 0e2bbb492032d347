package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailRequest;
import dev.weir.engine.tail.TailRow;
import dev.weir.stream.TailFrom;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.FakeTail;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TailWindowTest {
  private static final int VISIBLE = 20;

  private FakeTail tail;
  private TailWindow window;

  @BeforeEach
  void tailOfAThousandRows() {
    tail =
        (FakeTail)
            new FakeConsole()
                .openTail(
                    new TailRequest(
                        List.of(FakeConsole.topic("orders")),
                        new TailFrom.Newest(500),
                        new TailFilter.All()));
    window = new TailWindow(tail::show);
    window.resize(VISIBLE);
    tail.arrive(1_000);
    take();
  }

  @Test
  void followsTheNewestRowsUntilSomebodyScrolls() {
    assertThat(ids()).startsWith(1_000L, 999L).hasSize(VISIBLE);
    arrive(5);
    assertThat(ids()).as("the newest after five more arrived").startsWith(1_005L, 1_004L);
    window.scrollBy(3);
    assertThat(window.following()).as("following after scrolling").isFalse();
    assertThat(ids()).startsWith(1_002L);
  }

  @Test
  void rowsInViewStayWhileNewOnesArrive() {
    window.scrollBy(10);
    List<Long> before = ids();
    arrive(250);
    assertThat(ids()).as("rows in view after 250 arrived above them").isEqualTo(before);
    assertThat(window.first()).as("rows above the view").isEqualTo(260);
  }

  @Test
  void selectionStaysWithItsRecord() {
    window.select(990);
    arrive(400);
    assertThat(window.selected()).hasValue(990);
    assertThat(ids()).as("the selected row is still in view").contains(990L);
  }

  @Test
  void walkingPastTheEdgeScrollsOneRow() {
    window.select(ids().getLast());
    window.moveSelection(1);
    assertThat(window.selected()).hasValue(1_000 - VISIBLE);
    assertThat(ids()).startsWith(999L).endsWith(1_000L - VISIBLE);
  }

  @Test
  void walksThroughAllRowsAskingForMoreOnTheWay() {
    window.select(1_000);
    for (int i = 0; i < 300; i++) {
      window.moveSelection(1);
      take();
    }
    assertThat(window.selected()).as("after walking 300 rows down").hasValue(700);
    assertThat(tail.shows)
        .as("each request is for a window of bounded height")
        .allSatisfy(show -> assertThat(Integer.parseInt(show.split(" ")[1])).isBetween(64, 200));
  }

  @Test
  void jumpsFarAndShowsTheRowsOnceTheyCome() {
    window.scrollTo(600);
    assertThat(ids()).as("the old rows stay until the new ones are here").startsWith(1_000L);
    take();
    assertThat(ids()).startsWith(400L);
    window.scrollToOldest();
    take();
    assertThat(ids()).as("the oldest row is the last in view").endsWith(1L).hasSize(VISIBLE);
  }

  @Test
  void goesOnWhereItWasWhenItsRowsAreFilteredOut() {
    window.scrollTo(500);
    take();
    tail.filter(new TailFilter.Text("PaymentFailed"));
    take();
    assertThat(window.inView())
        .as("rows of the filter")
        .isNotEmpty()
        .allSatisfy(
            row -> assertThat(((TailRow.Kept) row).valuePreview()).contains("PaymentFailed"));
  }

  @Test
  void aSelectionThatIsGoneIsKeptUntilAnotherIsMade() {
    window.select(990);
    tail.filter(new TailFilter.Text("no such thing"));
    take();
    assertThat(window.inView()).isEmpty();
    assertThat(window.selected()).isEqualTo(OptionalLong.of(990));
    assertThat(window.moveSelection(1)).as("nothing to walk to").isEmpty();
  }

  private void arrive(int count) {
    tail.arrive(count);
    take();
  }

  private void take() {
    window.apply(tail.page().latest().value());
  }

  private List<Long> ids() {
    return window.inView().stream().map(TailRow::id).toList();
  }
}
