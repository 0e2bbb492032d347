@NullMarked
package dev.weir.connector.redis;

import org.jspecify.annotations.NullMarked;
