package io.kindling.spark.scan;

import io.kindling.image.record.SourceFile;

/** Tells from what the listing knows of a file whether a predicate holds for it. */
@FunctionalInterface
interface FileTest {
  Truth of(SourceFile file);
}
