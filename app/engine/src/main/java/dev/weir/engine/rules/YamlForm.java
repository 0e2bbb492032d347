package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** What a form beside the text of a YAML file shows of it. Pure functions of the text. */
public interface YamlForm {
  /**
   * The names of what the form may be about, in their order; none while the text is half written.
   */
  List<String> names(String text);

  /** Where the values are. */
  YamlPlace at(String name);

  /** The fields, in the order a form shows them. */
  List<Section> sections(String text, String name);

  /**
   * Fields that belong together, under a title.
   *
   * @param title empty where there is none
   * @param actions what else can be done to the text there
   */
  record Section(String title, List<FormField> fields, List<Action> actions) {
    public Section {
      fields = List.copyOf(fields);
      actions = List.copyOf(actions);
    }
  }

  /**
   * A change of the text.
   *
   * @param id of the button, unique in the form
   */
  record Action(String id, String label, UnaryOperator<String> change) {}

  /**
   * A form about one named item of a list.
   *
   * @param fields of an item of a text, by its name
   */
  record OfItem(NamedItems items, BiFunction<String, String, List<FormField>> fields)
      implements YamlForm {
    @Override
    public List<String> names(String text) {
      return items.names(text);
    }

    @Override
    public YamlPlace at(String name) {
      return items.at(name);
    }

    @Override
    public List<Section> sections(String text, String name) {
      List<FormField> all = new ArrayList<>();
      all.add(FormField.text(List.of("name"), "Name", "", name));
      all.addAll(fields.apply(text, name));
      return List.of(new Section("", all, List.of()));
    }
  }
}
