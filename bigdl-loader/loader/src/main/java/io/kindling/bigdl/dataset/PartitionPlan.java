package io.kindling.bigdl.dataset;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/** The pictures of a partition, whose numbers count through the parts. */
record PartitionPlan(List<PackPart> parts) implements Serializable {

  PartitionPlan {
    parts = List.copyOf(parts);
  }

  int pictures() {
    return parts.stream().mapToInt(PackPart::count).sum();
  }

  /** Number of the first picture of each part, and behind the last one. */
  int[] firstPictures() {
    int[] first = new int[parts.size() + 1];
    for (int part = 0; part < parts.size(); part++) {
      first[part + 1] = first[part] + parts.get(part).count();
    }
    return first;
  }

  /** Numbers of the parts whose pack does not follow that of the part before in its split. */
  // Splits hold lists of files, which are slow to compare.
  @SuppressWarnings("ReferenceEquality")
  int[] runs() {
    return IntStream.range(0, parts.size())
        .filter(
            part -> {
              PackPart own = parts.get(part);
              PackPart before = part == 0 ? null : parts.get(part - 1);
              return before == null
                  || before.split() != own.split()
                  || before.pack() + 1 != own.pack();
            })
        .toArray();
  }

  /** A range of the pictures. */
  PartitionPlan slice(int from, int to) {
    List<PackPart> sliced = new ArrayList<>();
    int first = 0;
    for (PackPart part : parts) {
      int begin = Math.max(0, from - first);
      int end = Math.min(part.count(), to - first);
      if (begin < end) {
        sliced.add(part.before(end).from(begin));
      }
      first += part.count();
    }
    return new PartitionPlan(sliced);
  }

  /**
   * Moves pictures from the partitions that have many to those that have few, until all have the
   * same number but for one. BigDL takes as many from each in every iteration, so that in an epoch
   * those of a small partition would come twice before those of a large one have come once.
   */
  static List<PartitionPlan> balanced(List<PartitionPlan> plans) {
    long total = plans.stream().mapToLong(PartitionPlan::pictures).sum();
    Deque<PackPart> surplus = new ArrayDeque<>();
    List<Deque<PackPart>> kept = new ArrayList<>();
    int[] missing = new int[plans.size()];
    for (int i = 0; i < plans.size(); i++) {
      int fair = (int) (total / plans.size() + (i < total % plans.size() ? 1 : 0));
      Deque<PackPart> own = new ArrayDeque<>();
      for (PackPart part : plans.get(i).parts()) {
        int taken = Math.min(part.count(), fair);
        if (taken > 0) {
          own.add(part.before(taken));
        }
        if (taken < part.count()) {
          surplus.add(part.from(taken));
        }
        fair -= taken;
      }
      missing[i] = fair;
      kept.add(own);
    }
    List<PartitionPlan> balanced = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      while (missing[i] > 0) {
        PackPart part = surplus.remove();
        int taken = Math.min(part.count(), missing[i]);
        kept.get(i).add(part.before(taken));
        if (taken < part.count()) {
          surplus.addFirst(part.from(taken));
        }
        missing[i] -= taken;
      }
      balanced.add(new PartitionPlan(new ArrayList<>(kept.get(i))));
    }
    return balanced;
  }
}
