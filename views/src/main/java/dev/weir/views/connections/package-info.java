/** The Connections screen: saved connections, their health, a form and a test. */
@NullMarked
package dev.weir.views.connections;

import org.jspecify.annotations.NullMarked;
