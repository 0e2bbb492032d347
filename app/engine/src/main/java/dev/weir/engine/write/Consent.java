package dev.weir.engine.write;

/**
 * What a person typed to have a write done.
 *
 * @param target the name of what is written to; empty where it was not asked for
 * @param reason goes to the audit
 */
public record Consent(String target, String reason) {}
