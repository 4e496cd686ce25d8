package io.kindling.spark.scan;

import io.kindling.image.filter.PictureTest;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;

/** What Spark's predicates come to as tests of pictures, for one scan. For the planning thread. */
public final class PushedPredicates {
  private final List<PictureTest> tests = new ArrayList<>();
  private Predicate[] pushed = {};

  /** Takes those that have a test; answers the others, which stay with Spark. */
  public Predicate[] push(Predicate[] given) {
    List<Predicate> ours = new ArrayList<>();
    List<Predicate> left = new ArrayList<>();
    for (Predicate predicate : given) {
      PictureTest test = FilePredicates.test(predicate);
      if (test == null) {
        left.add(predicate);
      } else {
        ours.add(predicate);
        tests.add(test);
      }
    }
    pushed = ours.toArray(new Predicate[0]);
    return left.toArray(new Predicate[0]);
  }

  /** Those that were taken last. */
  public Predicate[] pushed() {
    return pushed.clone();
  }

  /** The tests of all that were taken. */
  public List<PictureTest> tests() {
    return tests;
  }
}
