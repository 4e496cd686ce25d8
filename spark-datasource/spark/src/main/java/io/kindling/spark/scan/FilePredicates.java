package io.kindling.spark.scan;

import io.kindling.image.record.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Turns Spark's predicates into tests of listed files. What it does not know stays with Spark, so a
 * null answer is never wrong, only slower.
 */
final class FilePredicates {
  private final Map<String, Function<SourceFile, @Nullable Comparable<?>>> columns;

  FilePredicates(Map<String, Function<SourceFile, @Nullable Comparable<?>>> columns) {
    this.columns = columns;
  }

  /** The test that answers exactly what the predicate does; null when there is none. */
  @Nullable FileTest test(Predicate predicate) {
    Expression[] children = predicate.children();
    return switch (predicate.name()) {
      case "AND" -> both(children, Truth::and);
      case "OR" -> both(children, Truth::or);
      case "NOT" -> not(children[0]);
      case "ALWAYS_TRUE" -> file -> Truth.TRUE;
      case "ALWAYS_FALSE" -> file -> Truth.FALSE;
      case "IS_NULL" -> isNull(children[0]);
      case "IS_NOT_NULL" -> negated(isNull(children[0]));
      case "=" -> comparison(children, order -> order == 0, order -> order == 0);
      case "<=>" -> same(children);
      case "<>" -> comparison(children, order -> order != 0, order -> order != 0);
      case "<" -> comparison(children, order -> order < 0, order -> order > 0);
      case "<=" -> comparison(children, order -> order <= 0, order -> order >= 0);
      case ">" -> comparison(children, order -> order > 0, order -> order < 0);
      case ">=" -> comparison(children, order -> order >= 0, order -> order <= 0);
      case "IN" -> in(children);
      case "STARTS_WITH" -> text(children, UTF8String::startsWith);
      case "ENDS_WITH" -> text(children, UTF8String::endsWith);
      case "CONTAINS" -> text(children, UTF8String::contains);
      default -> null;
    };
  }

  private interface Combination {
    Truth of(Truth one, Truth other);
  }

  private @Nullable FileTest both(Expression[] children, Combination combination) {
    FileTest left = test((Predicate) children[0]);
    FileTest right = test((Predicate) children[1]);
    if (left == null || right == null) {
      return null;
    }
    return file -> combination.of(left.of(file), right.of(file));
  }

  private @Nullable FileTest not(Expression child) {
    return child instanceof Predicate predicate ? negated(test(predicate)) : null;
  }

  private static @Nullable FileTest negated(@Nullable FileTest test) {
    return test == null ? null : file -> test.of(file).not();
  }

  private @Nullable FileTest isNull(Expression child) {
    var column = column(child);
    return column == null ? null : file -> Truth.of(column.apply(file) == null);
  }

  /** Of a column and a literal on either side. */
  private @Nullable FileTest comparison(
      Expression[] children, IntPredicate holds, IntPredicate holdsTurned) {
    boolean turned = children[0] instanceof Literal;
    var column = column(children[turned ? 1 : 0]);
    Value value = value(children[turned ? 0 : 1]);
    return column == null || value == null
        ? null
        : compared(column, value, turned ? holdsTurned : holds);
  }

  /** Equality by which null is null. */
  private @Nullable FileTest same(Expression[] children) {
    FileTest equal = comparison(children, order -> order == 0, order -> order == 0);
    boolean turned = children[0] instanceof Literal;
    FileTest isNull = isNull(children[turned ? 1 : 0]);
    Value value = value(children[turned ? 0 : 1]);
    if (equal == null || isNull == null || value == null) {
      return null;
    }
    return value.literal == null ? isNull : file -> Truth.of(equal.of(file) == Truth.TRUE);
  }

  private @Nullable FileTest in(Expression[] children) {
    var column = column(children[0]);
    List<FileTest> tests = new ArrayList<>();
    for (int i = 1; i < children.length; i++) {
      Value value = value(children[i]);
      if (column == null || value == null) {
        return null;
      }
      tests.add(compared(column, value, order -> order == 0));
    }
    return file -> {
      Truth any = Truth.FALSE;
      for (FileTest test : tests) {
        any = any.or(test.of(file));
      }
      return any;
    };
  }

  private @Nullable FileTest text(
      Expression[] children, BiPredicate<UTF8String, UTF8String> relation) {
    var column = column(children[0]);
    Value value = value(children[1]);
    if (column == null || value == null || !(value.literal instanceof UTF8String wanted)) {
      return null;
    }
    return file ->
        column.apply(file) instanceof UTF8String held
            ? Truth.of(relation.test(held, wanted))
            : Truth.UNKNOWN;
  }

  private static FileTest compared(
      Function<SourceFile, @Nullable Comparable<?>> column, Value value, IntPredicate holds) {
    return file -> {
      Comparable<?> held = column.apply(file);
      Comparable<?> wanted = value.literal;
      if (held instanceof UTF8String text && wanted instanceof UTF8String other) {
        return Truth.of(holds.test(text.compareTo(other)));
      }
      if (held instanceof Long number && wanted instanceof Long other) {
        return Truth.of(holds.test(number.compareTo(other)));
      }
      return Truth.UNKNOWN;
    };
  }

  private @Nullable Function<SourceFile, @Nullable Comparable<?>> column(Expression expression) {
    return expression instanceof NamedReference reference && reference.fieldNames().length == 1
        ? columns.get(reference.fieldNames()[0])
        : null;
  }

  /** A literal that can be compared; holding null when it is SQL's null. */
  private record Value(@Nullable Comparable<?> literal) {}

  private static @Nullable Value value(Expression expression) {
    if (!(expression instanceof Literal<?> literal)) {
      return null;
    }
    Object value = literal.value();
    if (value == null) {
      return new Value(null);
    }
    boolean time = literal.dataType().equals(DataTypes.TimestampType);
    if (value instanceof UTF8String text && literal.dataType().equals(DataTypes.StringType)) {
      return new Value(text);
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return new Value(((Number) value).longValue());
    }
    return value instanceof Long number && (time || literal.dataType().equals(DataTypes.LongType))
        ? new Value(number)
        : null;
  }
}
