package dev.weir.alert.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a composite rule asks of other rules: {@code a and (b or c) unless d}. {@code and} is the
 * milder of two levels, {@code or} the more severe one; {@code not} is critical where all is well,
 * well where something fires, and knows nothing where nothing is known; {@code a unless b} is
 * {@code a and not b}.
 */
public sealed interface Formula {
  /** A rule by name. */
  record Name(String rule) implements Formula {}

  record Not(Formula of) implements Formula {}

  record And(Formula left, Formula right) implements Formula {}

  record Or(Formula left, Formula right) implements Formula {}

  /** The level by those of the rules it names. */
  default Level level(Function<String, Level> of) {
    return switch (this) {
      case Name(String rule) -> of.apply(rule);
      case Not(Formula inner) ->
          switch (inner.level(of)) {
            case OK -> Level.CRITICAL;
            case NO_DATA -> Level.NO_DATA;
            case WARNING, CRITICAL -> Level.OK;
          };
      case And(Formula left, Formula right) -> milder(left.level(of), right.level(of));
      case Or(Formula left, Formula right) -> worse(left.level(of), right.level(of));
    };
  }

  private static Level milder(Level a, Level b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Level worse(Level a, Level b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** The rules it names, each once, in their order. */
  default List<String> names() {
    List<String> names = new ArrayList<>();
    collect(names);
    return List.copyOf(names);
  }

  private void collect(List<String> names) {
    switch (this) {
      case Name(String rule) -> {
        if (!names.contains(rule)) {
          names.add(rule);
        }
      }
      case Not(Formula inner) -> inner.collect(names);
      case And(Formula left, Formula right) -> {
        left.collect(names);
        right.collect(names);
      }
      case Or(Formula left, Formula right) -> {
        left.collect(names);
        right.collect(names);
      }
    }
  }

  /** What became of a text. */
  sealed interface Reading {
    record Ready(Formula formula) implements Reading {}

    /**
     * @param column from 1
     */
    record Failed(int column, String message, String remedy) implements Reading {}
  }

  /** Reads a formula. Never throws for what is in the text. */
  static Reading read(String text) {
    return new FormulaReader(text).read();
  }
}
