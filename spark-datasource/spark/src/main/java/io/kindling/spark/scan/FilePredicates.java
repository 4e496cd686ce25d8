package io.kindling.spark.scan;

import io.kindling.image.filter.Comparison;
import io.kindling.image.filter.KnownColumn;
import io.kindling.image.filter.PictureTest;
import io.kindling.image.filter.TextPart;
import io.kindling.image.filter.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Turns Spark's predicates into tests of pictures. What it does not know stays with Spark, so a
 * null answer is never wrong, only slower.
 */
final class FilePredicates {
  private FilePredicates() {}

  /** The test that answers exactly what the predicate does; null when there is none. */
  static @Nullable PictureTest test(Predicate predicate) {
    Expression[] children = predicate.children();
    return switch (predicate.name()) {
      case "AND" -> both(children, PictureTest::and);
      case "OR" -> both(children, PictureTest::or);
      case "NOT" -> not(children[0]);
      case "ALWAYS_TRUE" -> PictureTest.always(Truth.TRUE);
      case "ALWAYS_FALSE" -> PictureTest.always(Truth.FALSE);
      case "IS_NULL" -> isNull(children[0]);
      case "IS_NOT_NULL" -> negated(isNull(children[0]));
      case "=" -> comparison(children, Comparison.EQUAL);
      case "<=>" -> same(children);
      case "<>" -> comparison(children, Comparison.UNEQUAL);
      case "<" -> comparison(children, Comparison.LESS);
      case "<=" -> comparison(children, Comparison.AT_MOST);
      case ">" -> comparison(children, Comparison.GREATER);
      case ">=" -> comparison(children, Comparison.AT_LEAST);
      case "IN" -> in(children);
      case "STARTS_WITH" -> text(children, TextPart.BEGINNING);
      case "ENDS_WITH" -> text(children, TextPart.END);
      case "CONTAINS" -> text(children, TextPart.ANYWHERE);
      default -> null;
    };
  }

  private static @Nullable PictureTest both(
      Expression[] children, BinaryOperator<PictureTest> combination) {
    PictureTest left = test((Predicate) children[0]);
    PictureTest right = test((Predicate) children[1]);
    return left == null || right == null ? null : combination.apply(left, right);
  }

  private static @Nullable PictureTest not(Expression child) {
    return child instanceof Predicate predicate ? negated(test(predicate)) : null;
  }

  private static @Nullable PictureTest negated(@Nullable PictureTest test) {
    return test == null ? null : test.not();
  }

  private static @Nullable PictureTest isNull(Expression child) {
    KnownColumn column = column(child);
    return column == null ? null : PictureTest.isNull(column);
  }

  /** Of a column and a literal on either side. */
  private static @Nullable PictureTest comparison(Expression[] children, Comparison comparison) {
    boolean turned = children[0] instanceof Literal;
    KnownColumn column = column(children[turned ? 1 : 0]);
    Value value = value(children[turned ? 0 : 1]);
    return column == null || value == null
        ? null
        : PictureTest.compared(column, turned ? comparison.turned() : comparison, value.literal);
  }

  private static @Nullable PictureTest same(Expression[] children) {
    boolean turned = children[0] instanceof Literal;
    KnownColumn column = column(children[turned ? 1 : 0]);
    Value value = value(children[turned ? 0 : 1]);
    return column == null || value == null ? null : PictureTest.same(column, value.literal);
  }

  private static @Nullable PictureTest in(Expression[] children) {
    KnownColumn column = column(children[0]);
    List<@Nullable Object> literals = new ArrayList<>();
    for (int i = 1; i < children.length; i++) {
      Value value = value(children[i]);
      if (value == null) {
        return null;
      }
      literals.add(value.literal);
    }
    return column == null ? null : PictureTest.in(column, literals);
  }

  private static @Nullable PictureTest text(Expression[] children, TextPart where) {
    KnownColumn column = column(children[0]);
    Value value = value(children[1]);
    return column != null && value != null && value.literal instanceof String part
        ? PictureTest.contains(column, where, part)
        : null;
  }

  private static @Nullable KnownColumn column(Expression expression) {
    return expression instanceof NamedReference reference && reference.fieldNames().length == 1
        ? KnownColumn.named(reference.fieldNames()[0])
        : null;
  }

  /** A literal that can be compared; holding null when it is SQL's null. */
  private record Value(@Nullable Object literal) {}

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
      return new Value(text.toString());
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return new Value(((Number) value).longValue());
    }
    return value instanceof Long number && (time || literal.dataType().equals(DataTypes.LongType))
        ? new Value(number)
        : null;
  }
}
