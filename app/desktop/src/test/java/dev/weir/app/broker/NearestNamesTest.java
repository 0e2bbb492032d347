package dev.weir.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
  private static final List<String> NAMES =
      List.of("orders", "orders-dlq", "payments", "payments-retry-1s", "inventory", "Shipments");

  @Test
  void findsWhatWasMeant() {
    assertThat(NearestNames.of("order", NAMES, 3)).containsExactly("orders", "orders-dlq");
    assertThat(NearestNames.of("odrers", NAMES, 3)).containsExactly("orders");
    assertThat(NearestNames.of("shipmets", NAMES, 3)).containsExactly("Shipments");
    assertThat(NearestNames.of("payments", NAMES, 1)).containsExactly("payments");
  }

  @Test
  void suggestsNothingFarAway() {
    assertThat(NearestNames.of("zzz", NAMES, 3)).isEmpty();
    assertThat(NearestNames.of("orders", List.of(), 3)).isEmpty();
  }
}
