package dev.weir.app.window;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.weir.engine.threads.Threads;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives memory back to the system that the heap holds in reserve: while it is used, a heap that
 * does not shrink is quicker. Takes a tenth of a second of everybody's time, so only once at each
 * rest.
 */
final class SpareMemory {
  private static final Logger LOG = LoggerFactory.getLogger(SpareMemory.class);

  /** Share of the old generation that stays free. */
  private static final String LEAST_FREE = "MinHeapFreeRatio";

  private static final String MOST_FREE = "MaxHeapFreeRatio";
  private static final String AT_REST_PERCENT = "10";

  private SpareMemory() {}

  /** Returns at once. */
  static void giveBack() {
    Threads.startPlatform("spare-memory", SpareMemory::collect);
  }

  private static void collect() {
    HotSpotDiagnosticMXBean options =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (options == null) {
      return;
    }
    try {
      String least = options.getVMOption(LEAST_FREE).getValue();
      String most = options.getVMOption(MOST_FREE).getValue();
      options.setVMOption(LEAST_FREE, AT_REST_PERCENT);
      options.setVMOption(MOST_FREE, AT_REST_PERCENT);
      try {
        System.gc();
      } finally {
        options.setVMOption(MOST_FREE, most);
        options.setVMOption(LEAST_FREE, least);
      }
    } catch (IllegalArgumentException e) {
      // A collector without these options.
      LOG.debug("The heap's reserve stays", e);
    }
  }
}
