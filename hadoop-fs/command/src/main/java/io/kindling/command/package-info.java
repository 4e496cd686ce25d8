/**
 * The {@code kindling} command: one class for each verb. It speaks to a running cluster as a client
 * and starts no Ignite, but for the verb {@code node}.
 */
@NullMarked
package io.kindling.command;

import org.jspecify.annotations.NullMarked;
