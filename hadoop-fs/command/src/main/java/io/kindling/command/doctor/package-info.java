/** What doctor looks at. */
@NullMarked
package io.kindling.command.doctor;

import org.jspecify.annotations.NullMarked;
