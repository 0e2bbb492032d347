package dev.weir.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ToolkitTest {
  @Test
  void drawsBySoftwareOnlyWhereLinuxHasNoGraphicsCard() {
    assertThat(Toolkit.drawsBySoftware("Linux", _ -> false)).isTrue();
    assertThat(Toolkit.drawsBySoftware("Linux", Path.of("/dev/dri")::equals)).isFalse();
    assertThat(Toolkit.drawsBySoftware("Linux", Path.of("/dev/nvidiactl")::equals)).isFalse();
    assertThat(Toolkit.drawsBySoftware("Windows 11", _ -> false)).isFalse();
    assertThat(Toolkit.drawsBySoftware("Mac OS X", _ -> false)).isFalse();
  }
}
