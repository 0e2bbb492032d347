/** What the console did to brokers, written down before it was done. */
@NullMarked
package dev.weir.engine.ledger;

import org.jspecify.annotations.NullMarked;
