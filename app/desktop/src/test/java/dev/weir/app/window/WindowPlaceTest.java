package dev.weir.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;

class WindowPlaceTest {
  private static final Rectangle2D LAPTOP = new Rectangle2D(0, 28, 1366, 740);
  private static final Rectangle2D DESK = new Rectangle2D(1366, 0, 2560, 1440);

  private static WindowPlace of(String written, Rectangle2D... screens) {
    return WindowPlace.parse(written).on(screens[0], List.of(screens));
  }

  @Test
  void theFirstTimeItIsInTheMiddleOfTheScreenAndFitsOnIt() {
    assertThat(of("", DESK).text()).isEqualTo("2006,320,1280,800,false");
    assertThat(of("", LAPTOP).text())
        .as("below the panel, and no higher than what is left")
        .isEqualTo("43,28,1280,740,false");
  }

  @Test
  void itIsWhereItWas() {
    assertThat(of("1500,90,1400,900,false", LAPTOP, DESK).text())
        .isEqualTo("1500,90,1400,900,false");
    assertThat(of("-200,300,1280,700,true", LAPTOP, DESK).text())
        .as("half of it beside the screen, as it was left")
        .isEqualTo("-200,300,1280,700,true");
  }

  @Test
  void withoutItsScreenItIsOnTheFirst() {
    assertThat(of("1500,90,2400,1300,false", LAPTOP).text()).isEqualTo("0,28,1366,740,false");
  }

  @Test
  void itsTitleBarCanBeReached() {
    assertThat(of("100,4,1280,700,false", LAPTOP).text()).isEqualTo("100,28,1280,700,false");
    assertThat(of("0,28,2560,1412,false", LAPTOP).text())
        .as("the screen is smaller than it was")
        .isEqualTo("0,28,1366,740,false");
  }
}
