/**
 * Java processes that never outlive the one that started them, and a Spark cluster made of such.
 */
@NullMarked
package io.kindling.examples.process;

import org.jspecify.annotations.NullMarked;
