@NullMarked
package dev.weir.sample.service;

import org.jspecify.annotations.NullMarked;
