package io.kindling.image.filter;

import io.kindling.image.record.KnownPicture;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells from what is known of a picture whether a condition of SQL holds for it. Literals are a
 * String, a Long (times in microseconds since 1970), or null for SQL's null; one that cannot be
 * compared with its column leaves the condition unknown. Goes to executors.
 *
 * @param columns that it looks at
 */
public record PictureTest(Set<KnownColumn> columns, Check check) implements Serializable {

  /** The condition itself. */
  @FunctionalInterface
  public interface Check extends Serializable {
    Truth of(KnownPicture picture);
  }

  public PictureTest {
    columns = Set.copyOf(columns);
  }

  /** Whether rows of the picture are wanted. */
  public boolean passes(KnownPicture picture) {
    return check.of(picture) == Truth.TRUE;
  }

  /** Whether a container's file tells it for all its pictures. */
  public boolean isOfContainers() {
    return KnownColumn.OF_CONTAINERS.containsAll(columns);
  }

  /** The same answer about every picture. */
  public static PictureTest always(Truth truth) {
    return new PictureTest(Set.of(), picture -> truth);
  }

  public static PictureTest compared(
      KnownColumn column, Comparison comparison, @Nullable Object literal) {
    return new PictureTest(
        Set.of(column), picture -> compared(column.of(picture), comparison, literal));
  }

  /** Equality by which null is null. */
  public static PictureTest same(KnownColumn column, @Nullable Object literal) {
    return literal == null
        ? isNull(column)
        : new PictureTest(
            Set.of(column),
            picture ->
                Truth.of(compared(column.of(picture), Comparison.EQUAL, literal) == Truth.TRUE));
  }

  /** Equal to one of some literals. */
  public static PictureTest in(KnownColumn column, List<@Nullable Object> literals) {
    PictureTest none = new PictureTest(Set.of(column), picture -> Truth.FALSE);
    return literals.stream()
        .map(literal -> compared(column, Comparison.EQUAL, literal))
        .reduce(none, PictureTest::or);
  }

  public static PictureTest isNull(KnownColumn column) {
    return new PictureTest(Set.of(column), picture -> Truth.of(column.of(picture) == null));
  }

  public static PictureTest contains(KnownColumn column, TextPart where, String part) {
    return new PictureTest(
        Set.of(column),
        picture ->
            column.of(picture) instanceof String text
                ? Truth.of(where.holds(text, part))
                : Truth.UNKNOWN);
  }

  public PictureTest and(PictureTest other) {
    return new PictureTest(union(other), picture -> check.of(picture).and(other.check.of(picture)));
  }

  public PictureTest or(PictureTest other) {
    return new PictureTest(union(other), picture -> check.of(picture).or(other.check.of(picture)));
  }

  public PictureTest not() {
    return new PictureTest(columns, picture -> check.of(picture).not());
  }

  private Set<KnownColumn> union(PictureTest other) {
    Set<KnownColumn> all = EnumSet.noneOf(KnownColumn.class);
    all.addAll(columns);
    all.addAll(other.columns);
    return all;
  }

  private static Truth compared(
      @Nullable Object held, Comparison comparison, @Nullable Object literal) {
    if (held instanceof String text && literal instanceof String other) {
      return Truth.of(comparison.holds(TextOrder.compare(text, other)));
    }
    if (held instanceof Long number && literal instanceof Long other) {
      return Truth.of(comparison.holds(number.compareTo(other)));
    }
    return Truth.UNKNOWN;
  }
}
