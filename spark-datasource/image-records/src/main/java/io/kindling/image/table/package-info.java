/** Tables with a column of encoded pictures, whatever Spark reads them from. */
@NullMarked
package io.kindling.image.table;

import org.jspecify.annotations.NullMarked;
