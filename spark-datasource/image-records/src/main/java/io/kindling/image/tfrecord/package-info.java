/**
 * TFRecord shards of {@code tf.train.Example}s with encoded pictures, as ImageNet's scripts make.
 */
@NullMarked
package io.kindling.image.tfrecord;

import org.jspecify.annotations.NullMarked;
