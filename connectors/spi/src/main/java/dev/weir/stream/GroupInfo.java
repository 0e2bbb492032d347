package dev.weir.stream;

/** A group as a listing tells of it. */
public record GroupInfo(GroupRef group, GroupKind kind, GroupState state) {}
