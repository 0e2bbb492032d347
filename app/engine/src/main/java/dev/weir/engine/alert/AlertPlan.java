package dev.weir.engine.alert;

import dev.weir.engine.secret.SecretResolver;
import java.nio.file.Path;

/**
 * What alerts work with.
 *
 * @param secrets puts secrets of channels in their place
 * @param rulesFolder of the user's rules
 * @param channelsFile whom to tell
 */
public record AlertPlan(
    AlertStore store, SecretResolver secrets, Path rulesFolder, Path channelsFile) {}
