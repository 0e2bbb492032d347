@NullMarked
package dev.weir.engine.ledger;

import org.jspecify.annotations.NullMarked;
