/**
 * Under stores and where they are shown: opening them, what identifies a file there, and their
 * errors in words of the mount.
 */
@NullMarked
package io.kindling.hadoop.mount;

import org.jspecify.annotations.NullMarked;
