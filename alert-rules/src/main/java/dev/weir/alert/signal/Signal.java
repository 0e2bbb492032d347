package dev.weir.alert.signal;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.rule.Rule;

/**
 * Something that a rule on other rules should know.
 *
 * @param rule which
 * @param series what it is about: the rule's own metric, with the labels it joins by
 * @param part of its check
 * @param at epoch milliseconds
 * @param value the level of a rule, by ordinal, for a composite; the sample for a correlation; 1
 *     for an event
 */
public record Signal(Rule rule, Series series, int part, long at, double value) {}
