/**
 * From the bytes of ready samples to the floats of a batch, in one pass and with BigDL's own
 * arithmetic. {@link io.kindling.bigdl.batch.Augmentation} says what is done to a picture.
 */
@NullMarked
package io.kindling.bigdl.batch;

import org.jspecify.annotations.NullMarked;
