package dev.weir.views.kit;

import io.fair_acc.chartfx.axes.AxisLabelFormatter;
import io.fair_acc.chartfx.axes.TickUnitSupplier;
import io.fair_acc.dataset.spi.fastutil.DoubleArrayList;
import java.util.function.DoubleFunction;
import java.util.function.DoubleSupplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** Tells an axis where its ticks are and what is written there. */
final class Ticks implements AxisLabelFormatter {
  private final ObjectProperty<TickUnitSupplier> supplier;
  private final DoubleFunction<String> write;

  /**
   * Ticks of our own.
   *
   * @param step distance between two ticks, asked for whenever the axis changed
   */
  Ticks(DoubleSupplier step, DoubleFunction<String> write) {
    this.supplier = new SimpleObjectProperty<>(reference -> step.getAsDouble());
    this.write = write;
  }

  @Override
  public TickUnitSupplier getTickUnitSupplier() {
    return supplier.get();
  }

  @Override
  public void setTickUnitSupplier(TickUnitSupplier newSupplier) {
    supplier.set(newSupplier);
  }

  @Override
  public ObjectProperty<TickUnitSupplier> tickUnitSupplierProperty() {
    return supplier;
  }

  @Override
  public String toString(Number value) {
    return write.apply(value.doubleValue());
  }

  @Override
  public Number fromString(String text) {
    throw new UnsupportedOperationException("Ticks are only written.");
  }

  @Override
  public void updateFormatter(DoubleArrayList ticks, double unitScaling) {
    // What is written at a tick does not depend on its neighbours.
  }
}
