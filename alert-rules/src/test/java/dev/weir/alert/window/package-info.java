@org.jspecify.annotations.NullMarked
package dev.weir.alert.window;
