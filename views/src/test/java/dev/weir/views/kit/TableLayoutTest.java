package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.engine.settings.Setting;
import dev.weir.views.kit.TableLayout.Column;
import dev.weir.views.kit.TableLayout.Sort;
import dev.weir.views.kit.TableLayout.Visible;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableLayoutTest {
  private final Setting<TableLayout> setting = TableLayout.setting("streams");

  @Test
  void isTheSameWhenReadAgain() {
    var layout =
        new TableLayout(
            List.of(
                new Column("name", 212, Visible.AS_USUAL),
                new Column("rate", 0, Visible.SHOWN),
                new Column("skew", 56, Visible.HIDDEN)),
            Optional.of(new Sort("rate", true)));
    assertThat(again(layout)).isEqualTo(layout);
    assertThat(again(TableLayout.UNTOUCHED)).isEqualTo(TableLayout.UNTOUCHED);
  }

  @Test
  void nonsenseIsRefusedSoThatTheDefaultIsUsed() {
    assertThatThrownBy(() -> setting.parse().apply("name:wide:shown"))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> setting.parse().apply("name:12")).isInstanceOf(RuntimeException.class);
  }

  private TableLayout again(TableLayout layout) {
    return setting.parse().apply(setting.print().apply(layout));
  }
}
