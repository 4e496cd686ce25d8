/** How results are shown: as text for people, as JSON for programs. */
@NullMarked
package io.kindling.command.output;

import org.jspecify.annotations.NullMarked;
