package io.kindling.spark2;

import io.kindling.image.filter.Comparison;
import io.kindling.image.filter.KnownColumn;
import io.kindling.image.filter.PictureTest;
import io.kindling.image.filter.TextPart;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Not;
import org.apache.spark.sql.sources.Or;
import org.apache.spark.sql.sources.StringContains;
import org.apache.spark.sql.sources.StringEndsWith;
import org.apache.spark.sql.sources.StringStartsWith;
import org.jspecify.annotations.Nullable;

/**
 * Turns Spark's filters into tests of pictures. What it does not know stays with Spark, so a null
 * answer is never wrong, only slower.
 */
final class SourceFilters {
  private SourceFilters() {}

  /** Of the filters that are known. */
  static List<PictureTest> tests(Filter[] filters) {
    return Arrays.stream(filters).map(SourceFilters::test).filter(Objects::nonNull).toList();
  }

  /** The filters that Spark has to do itself. */
  static Filter[] unhandled(Filter[] filters) {
    return Arrays.stream(filters).filter(filter -> test(filter) == null).toArray(Filter[]::new);
  }

  /** The test that answers exactly what the filter does; null when there is none. */
  static @Nullable PictureTest test(Filter filter) {
    if (filter instanceof And and) {
      PictureTest left = test(and.left());
      PictureTest right = test(and.right());
      return left == null || right == null ? null : left.and(right);
    }
    if (filter instanceof Or or) {
      PictureTest left = test(or.left());
      PictureTest right = test(or.right());
      return left == null || right == null ? null : left.or(right);
    }
    if (filter instanceof Not not) {
      PictureTest test = test(not.child());
      return test == null ? null : test.not();
    }
    return ofColumn(filter);
  }

  private static @Nullable PictureTest ofColumn(Filter filter) {
    String[] references = filter.references();
    KnownColumn column = references.length == 1 ? KnownColumn.named(references[0]) : null;
    if (column == null) {
      return null;
    }
    if (filter instanceof IsNull) {
      return PictureTest.isNull(column);
    }
    if (filter instanceof IsNotNull) {
      return PictureTest.isNull(column).not();
    }
    if (filter instanceof StringStartsWith text) {
      return PictureTest.contains(column, TextPart.BEGINNING, text.value());
    }
    if (filter instanceof StringEndsWith text) {
      return PictureTest.contains(column, TextPart.END, text.value());
    }
    if (filter instanceof StringContains text) {
      return PictureTest.contains(column, TextPart.ANYWHERE, text.value());
    }
    return ofLiterals(column, filter);
  }

  private static @Nullable PictureTest ofLiterals(KnownColumn column, Filter filter) {
    if (filter instanceof EqualTo equal) {
      return compared(column, Comparison.EQUAL, equal.value());
    }
    if (filter instanceof EqualNullSafe same) {
      Value value = value(same.value());
      return value == null ? null : PictureTest.same(column, value.literal);
    }
    if (filter instanceof LessThan less) {
      return compared(column, Comparison.LESS, less.value());
    }
    if (filter instanceof LessThanOrEqual atMost) {
      return compared(column, Comparison.AT_MOST, atMost.value());
    }
    if (filter instanceof GreaterThan greater) {
      return compared(column, Comparison.GREATER, greater.value());
    }
    if (filter instanceof GreaterThanOrEqual atLeast) {
      return compared(column, Comparison.AT_LEAST, atLeast.value());
    }
    return filter instanceof In in ? in(column, in.values()) : null;
  }

  private static @Nullable PictureTest compared(
      KnownColumn column, Comparison comparison, @Nullable Object literal) {
    Value value = value(literal);
    return value == null ? null : PictureTest.compared(column, comparison, value.literal);
  }

  private static @Nullable PictureTest in(KnownColumn column, Object[] values) {
    List<@Nullable Object> literals = new ArrayList<>();
    for (Object one : values) {
      Value value = value(one);
      if (value == null) {
        return null;
      }
      literals.add(value.literal);
    }
    return PictureTest.in(column, literals);
  }

  /** A literal that can be compared; holding null when it is SQL's null. */
  private record Value(@Nullable Object literal) {}

  private static @Nullable Value value(@Nullable Object literal) {
    if (literal == null || literal instanceof String) {
      return new Value(literal);
    }
    if (literal instanceof Timestamp time) {
      return new Value(
          TimeUnit.SECONDS.toMicros(Math.floorDiv(time.getTime(), 1000L)) + time.getNanos() / 1000);
    }
    boolean whole =
        literal instanceof Long
            || literal instanceof Integer
            || literal instanceof Short
            || literal instanceof Byte;
    return whole ? new Value(((Number) literal).longValue()) : null;
  }
}
