package dev.weir.sample.service;

import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventType;
import java.util.Map;
import java.util.TreeMap;

/**
 * The grades of all students, made of nothing but {@code grade.updated}: replaying the topic from
 * its beginning makes the same book. Applying an event again changes nothing. For one thread.
 */
public final class GradeBook {
  /** Points that count as a grade. */
  public static final int MOST_POINTS = 100;

  private final Map<String, Integer> points = new TreeMap<>();

  /** Enters or corrects a grade; anything that is none is left out. */
  public void apply(Event event) {
    if (!event.type().equals(EventType.GRADE_UPDATED.typeName())) {
      return;
    }
    long graded = event.integer("points");
    if (graded <= MOST_POINTS) {
      String entry =
          event.text("student_id") + '/' + event.text("course") + '/' + event.text("assignment");
      points.put(entry, (int) graded);
    }
  }

  /** Points by {@code student/course/assignment}. */
  public Map<String, Integer> points() {
    return Map.copyOf(points);
  }
}
