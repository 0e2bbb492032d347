package dev.weir.views.groups;

import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.ComboBox;

/** Which of the streams that a group reads is meant. Confined to the FX thread. */
final class GroupStreams extends ComboBox<String> {
  private Optional<GroupRef> group = Optional.empty();

  /** Shows what a group reads; what was chosen stays so, as long as it is there. */
  Shown show(Optional<GroupRef> shown, List<StreamRef> streams) {
    List<String> names = streams.stream().map(StreamRef::name).distinct().sorted().toList();
    boolean other = !shown.equals(group);
    if (other) {
      group = shown;
      getItems().clear();
    }
    if (!names.equals(List.copyOf(getItems()))) {
      String chosen = getValue();
      getItems().setAll(names);
      setValue(
          chosen != null && names.contains(chosen)
              ? chosen
              : names.isEmpty() ? "" : names.getFirst());
    }
    return new Shown(other, names.isEmpty());
  }

  /**
   * What is shown now.
   *
   * @param otherGroup it is not the group that was shown before
   * @param nothing the group reads no stream, as far as is known
   */
  record Shown(boolean otherGroup, boolean nothing) {}

  Optional<GroupRef> group() {
    return group;
  }

  /** The one that is meant. */
  Optional<StreamRef> chosen() {
    return group
        .filter(it -> getValue() != null && !getValue().isEmpty())
        .map(it -> new StreamRef(it.connection(), getValue()));
  }
}
