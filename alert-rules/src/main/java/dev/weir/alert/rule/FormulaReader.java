package dev.weir.alert.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one formula; {@code and} binds closer than {@code or} and {@code unless}. */
final class FormulaReader {
  private static final Pattern WORD = Pattern.compile("\\s*([()]|[^\\s()]+)");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "not");
  private static final int DEEPEST = 50;
  private static final String EXAMPLE = "Write lag-older-than-sla and not stuck-in-rebalance.";

  private final List<String> words = new ArrayList<>();
  private final List<Integer> columns = new ArrayList<>();
  private final int end;
  private int next;
  private int depth;

  FormulaReader(String text) {
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group(1));
      columns.add(matcher.start(1) + 1);
    }
    end = text.length() + 1;
  }

  private static final class Unread extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Formula.Reading.Failed failed;

    Unread(int column, String message, String remedy) {
      super(message, null, false, false);
      failed = new Formula.Reading.Failed(column, message, remedy);
    }
  }

  Formula.Reading read() {
    try {
      Formula formula = either();
      if (next < words.size()) {
        throw new Unread(
            columns.get(next),
            "\"" + words.get(next) + "\" was not expected here.",
            "Join rules by and, or, unless.");
      }
      return new Formula.Reading.Ready(formula);
    } catch (Unread e) {
      return e.failed;
    }
  }

  private Formula either() throws Unread {
    Formula left = both();
    while (isNext("or") || isNext("unless")) {
      boolean isOr = isNext("or");
      next++;
      Formula right = both();
      left = isOr ? new Formula.Or(left, right) : new Formula.And(left, new Formula.Not(right));
    }
    return left;
  }

  private Formula both() throws Unread {
    Formula left = one();
    while (isNext("and")) {
      next++;
      left = new Formula.And(left, one());
    }
    return left;
  }

  private Formula one() throws Unread {
    if (next >= words.size()) {
      throw new Unread(end, "The name of a rule is missing.", EXAMPLE);
    }
    if (++depth > DEEPEST) {
      throw new Unread(columns.get(next), "It is nested too deeply.", "");
    }
    String word = words.get(next);
    Formula formula;
    if (word.equals("not")) {
      next++;
      formula = new Formula.Not(one());
    } else if (word.equals("(")) {
      int opened = columns.get(next++);
      formula = either();
      if (!isNext(")")) {
        throw new Unread(opened, "This parenthesis is not closed.", "");
      }
      next++;
    } else if (word.equals(")") || OPERATORS.contains(word)) {
      throw new Unread(columns.get(next), "The name of a rule is missing here.", EXAMPLE);
    } else {
      next++;
      formula = new Formula.Name(word);
    }
    depth--;
    return formula;
  }

  private boolean isNext(String word) {
    return next < words.size() && words.get(next).equals(word);
  }
}
