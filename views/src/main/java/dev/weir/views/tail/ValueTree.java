package dev.weir.views.tail;

import dev.weir.engine.decode.ValueNode;
import dev.weir.views.kit.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.collections.ObservableList;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.control.TreeCell;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** A decoded value as a tree; children are made only when their parent is opened. */
final class ValueTree extends TreeView<ValueTree.Entry> {
  private static final int OPENED_DEPTH = 2;
  private static final int OPENED_CHILDREN = 60;

  /**
   * One line of the tree.
   *
   * @param name of the member, or the item's index in brackets
   */
  record Entry(String name, ValueNode value) {}

  ValueTree() {
    getStyleClass().add("value-tree");
    setFixedCellSize(Tables.ROW_HEIGHT - 8);
    setShowRoot(false);
    setCellFactory(ignored -> new EntryCell());
  }

  void show(ValueNode value) {
    setRoot(new Node(new Entry("", value), 0));
  }

  /** "{3}", "[12]", a number's own digits, a quoted text. */
  static String text(ValueNode value) {
    return switch (value) {
      case ValueNode.Tree tree -> "{" + tree.fields().size() + "}";
      case ValueNode.Items items -> "[" + items.items().size() + "]";
      case ValueNode.Text text -> "\"" + text.text().replace("\n", "\\n") + "\"";
      case ValueNode.Numeric number -> number.digits();
      case ValueNode.Truth truth -> Boolean.toString(truth.value());
      case ValueNode.Nothing _ -> "null";
    };
  }

  private static List<Entry> children(ValueNode value) {
    var children = new ArrayList<Entry>();
    switch (value) {
      case ValueNode.Tree tree ->
          tree.fields().forEach(field -> children.add(new Entry(field.name(), field.value())));
      case ValueNode.Items items -> {
        for (ValueNode item : items.items()) {
          children.add(new Entry("[" + children.size() + "]", item));
        }
      }
      default -> {}
    }
    return children;
  }

  private static final class Node extends TreeItem<Entry> {
    private final int depth;
    private boolean filled;

    Node(Entry entry, int depth) {
      super(entry);
      this.depth = depth;
      setExpanded(depth == 0 || (depth < OPENED_DEPTH && size() <= OPENED_CHILDREN));
    }

    @Override
    public boolean isLeaf() {
      return size() == 0;
    }

    @Override
    public ObservableList<TreeItem<Entry>> getChildren() {
      if (!filled) {
        filled = true;
        var made = new ArrayList<TreeItem<Entry>>();
        for (Entry child : ValueTree.children(getValue().value())) {
          made.add(new Node(child, depth + 1));
        }
        super.getChildren().setAll(made);
      }
      return super.getChildren();
    }

    private int size() {
      return switch (getValue().value()) {
        case ValueNode.Tree tree -> tree.fields().size();
        case ValueNode.Items items -> items.items().size();
        default -> 0;
      };
    }
  }

  private static final class EntryCell extends TreeCell<Entry> {
    private static final List<PseudoClass> KINDS =
        List.of(kind("tree"), kind("string"), kind("number"), kind("truth"), kind("nothing"));

    private final Label name = new Label();
    private final Label value = new Label();
    private final HBox line = new HBox(8, name, value);

    EntryCell() {
      name.getStyleClass().add("value-name");
      name.setMinWidth(Region.USE_PREF_SIZE);
      value.getStyleClass().add("value-text");
    }

    @Override
    protected void updateItem(Entry entry, boolean empty) {
      super.updateItem(entry, empty);
      if (empty || entry == null) {
        setGraphic(null);
        return;
      }
      name.setText(entry.name());
      value.setText(text(entry.value()));
      int wanted =
          switch (entry.value()) {
            case ValueNode.Tree _, ValueNode.Items _ -> 0;
            case ValueNode.Text _ -> 1;
            case ValueNode.Numeric _ -> 2;
            case ValueNode.Truth _ -> 3;
            case ValueNode.Nothing _ -> 4;
          };
      for (int i = 0; i < KINDS.size(); i++) {
        value.pseudoClassStateChanged(KINDS.get(i), i == wanted);
      }
      setGraphic(line);
    }

    private static PseudoClass kind(String name) {
      return PseudoClass.getPseudoClass(name.toLowerCase(Locale.ROOT));
    }
  }
}
