/**
 * Data sets of BigDL made of ready samples: plans of the driver, what each executor keeps, and the
 * batches as BigDL takes them.
 */
@NullMarked
package io.kindling.bigdl.dataset;

import org.jspecify.annotations.NullMarked;
