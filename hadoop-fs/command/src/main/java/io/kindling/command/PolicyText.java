package io.kindling.command;

import io.kindling.cache.config.Option;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Policies of paths as users write and read them. */
final class PolicyText {

  private PolicyText() {}

  /** What a user wrote for a time; {@code never} for zero. */
  static Duration time(String text) {
    if (text.equals("never")) {
      return Duration.ZERO;
    }
    try {
      Duration time = Option.time("time", "0s", "").parser().apply(text);
      if (!time.isZero()) {
        return time;
      }
    } catch (IllegalArgumentException wrong) {
      throw wrongTime(text);
    }
    throw wrongTime(text);
  }

  private static CommandException wrongTime(String text) {
    return new CommandException(
        ExitCode.WRONG_INPUT, "\"" + text + "\" is no time: write 30s, 2h, 7d or never");
  }

  /** What a user wrote for a size; {@code none} for 0. */
  static long size(String text) {
    if (text.equals("none")) {
      return 0;
    }
    try {
      long size = Option.size("size", "0", "").parser().apply(text);
      if (size > 0) {
        return size;
      }
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw wrongSize(text);
    }
    throw wrongSize(text);
  }

  private static CommandException wrongSize(String text) {
    return new CommandException(
        ExitCode.WRONG_INPUT, "\"" + text + "\" is no size: write 500m, 2g or none");
  }

  /** All of a policy. */
  static Map<String, @Nullable Object> json(PathPolicy policy) {
    return Json.object(
        "eviction",
        lower(policy.eviction()),
        "pinned",
        policy.hold() == io.kindling.cache.policy.Hold.PINNED,
        "idleSeconds",
        policy.idle().toSeconds(),
        "ttlSeconds",
        policy.timeToLive().toSeconds(),
        "quota",
        policy.quota(),
        "include",
        policy.admission().include(),
        "exclude",
        policy.admission().exclude(),
        "largestFile",
        policy.admission().largestFile(),
        "admittedAtTouch",
        lower(policy.admission().touch()),
        "fewestReplicas",
        policy.fewestReplicas(),
        "mostReplicas",
        policy.mostReplicas());
  }

  /** What of a policy is not as where nothing is set. */
  static String text(PathPolicy policy) {
    PathPolicy standard = PathPolicy.DEFAULT;
    List<String> parts = new ArrayList<>();
    if (policy.hold() != standard.hold()) {
      parts.add("pinned");
    }
    if (policy.eviction() != standard.eviction()) {
      parts.add(lower(policy.eviction()));
    }
    if (!policy.idle().equals(standard.idle())) {
      parts.add("idle " + Quantities.time(policy.idle()));
    }
    if (!policy.timeToLive().isZero()) {
      parts.add("ttl " + Quantities.time(policy.timeToLive()));
    }
    if (policy.quota() > 0) {
      parts.add("quota " + Quantities.bytes(policy.quota()) + " a node and tier");
    }
    if (!policy.admission().include().equals("*")) {
      parts.add("only " + policy.admission().include());
    }
    if (!policy.admission().exclude().isEmpty()) {
      parts.add("without " + policy.admission().exclude());
    }
    if (policy.admission().largestFile() > 0) {
      parts.add("files up to " + Quantities.bytes(policy.admission().largestFile()));
    }
    if (policy.admission().touch() != standard.admission().touch()) {
      parts.add("from the second read on");
    }
    if (policy.mostReplicas() > 1) {
      parts.add("on %d to %d nodes".formatted(policy.fewestReplicas(), policy.mostReplicas()));
    }
    return parts.isEmpty() ? "as everywhere" : String.join(", ", parts);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
