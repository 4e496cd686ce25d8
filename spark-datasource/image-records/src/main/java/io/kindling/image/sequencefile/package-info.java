/** BigDL's SequenceFiles of decoded pictures. */
@NullMarked
package io.kindling.image.sequencefile;

import org.jspecify.annotations.NullMarked;
