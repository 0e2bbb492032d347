package dev.weir.engine.chart;

import dev.weir.stream.GroupRef;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives each of several groups in a chart a role of its own, and the same again for as long as no
 * other group in the same chart has it. Confined to one thread.
 */
final class GroupColours {
  private static final List<SeriesRole> ROLES =
      List.of(
          SeriesRole.GROUP_1,
          SeriesRole.GROUP_2,
          SeriesRole.GROUP_3,
          SeriesRole.GROUP_4,
          SeriesRole.GROUP_5,
          SeriesRole.GROUP_6);

  /** As many as one chart can tell apart. */
  static final int MOST = ROLES.size();

  private static final int REMEMBERED = 200;

  private final Map<GroupRef, SeriesRole> remembered =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<GroupRef, SeriesRole> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * Roles of groups shown together, in their order; all different.
   *
   * @param groups {@link #MOST} at most
   */
  List<SeriesRole> of(List<GroupRef> groups) {
    Set<SeriesRole> free = EnumSet.copyOf(ROLES);
    List<@Nullable SeriesRole> kept = new ArrayList<>();
    for (GroupRef group : groups) {
      SeriesRole before = remembered.get(group);
      kept.add(before != null && free.remove(before) ? before : null);
    }
    List<SeriesRole> roles = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      SeriesRole role = kept.get(i);
      if (role == null) {
        role = free.iterator().next();
        free.remove(role);
      }
      remembered.put(groups.get(i), role);
      roles.add(role);
    }
    return roles;
  }
}
