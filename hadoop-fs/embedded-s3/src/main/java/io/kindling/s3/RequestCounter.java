package io.kindling.s3;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by kind and the bytes of GetObject. Any thread. */
final class RequestCounter {

  enum Kind {
    GET_OBJECT,
    HEAD_OBJECT,
    LIST_OBJECTS,
    PUT_OBJECT,
    DELETE_OBJECT,
    OTHER
  }

  private final Map<Kind, AtomicLong> requests = new EnumMap<>(Kind.class);
  private final LongAdder getObjectBytes = new LongAdder();

  RequestCounter() {
    for (Kind kind : Kind.values()) {
      requests.put(kind, new AtomicLong());
    }
  }

  void request(Kind kind) {
    of(kind).incrementAndGet();
  }

  void sent(long bytes) {
    getObjectBytes.add(bytes);
  }

  RequestCounts counts() {
    return new RequestCounts(
        of(Kind.GET_OBJECT).get(),
        of(Kind.HEAD_OBJECT).get(),
        of(Kind.LIST_OBJECTS).get(),
        of(Kind.PUT_OBJECT).get(),
        of(Kind.DELETE_OBJECT).get(),
        of(Kind.OTHER).get(),
        getObjectBytes.sum());
  }

  void reset() {
    requests.values().forEach(count -> count.set(0));
    getObjectBytes.reset();
  }

  private AtomicLong of(Kind kind) {
    AtomicLong count = requests.get(kind);
    if (count == null) {
      throw new IllegalStateException("no count for " + kind);
    }
    return count;
  }
}
