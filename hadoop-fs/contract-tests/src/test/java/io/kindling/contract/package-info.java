/**
 * Proof of the file system: what it does is compared, case by case, with what the bare under store
 * does beside it. {@code Suites} are Hadoop's own, {@code TestStore} what they run on, {@code
 * Ground} one way to one store.
 */
@NullMarked
package io.kindling.contract;

import org.jspecify.annotations.NullMarked;
