package io.kindling.command;

import io.kindling.cache.policy.Admission;
import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets how blocks of a path come and leave. */
@Command(
    name = "set",
    description = "Sets how blocks of a path come and leave; what is not named stays as it was.")
final class PolicySetVerb extends PolicyChange {

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
  private List<String> paths = List.of();

  @Option(
      names = "--eviction",
      paramLabel = "HOW",
      description =
          "lru: what nobody has read for longest leaves first. lfu: what is read seldom."
              + " resident: the path is taken in until the cache is full, and stays.")
  private @Nullable Eviction eviction;

  @Option(
      names = "--idle",
      paramLabel = "TIME",
      description = "A resident path that nobody reads for so long becomes lru.")
  private @Nullable String idle;

  @Option(
      names = "--include",
      paramLabel = "GLOB",
      description = "Only files of these names are taken in: *.jpg|*.png; * for all.")
  private @Nullable String include;

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Files of these names are not taken in; none for an empty list.")
  private @Nullable String exclude;

  @Option(
      names = "--largest-file",
      paramLabel = "SIZE",
      description = "Larger files are not taken in; or none.")
  private @Nullable String largestFile;

  @Option(
      names = "--admit",
      paramLabel = "READ",
      description = "The read at which a block is taken in: first or second.")
  private Admission.@Nullable Touch touch;

  private Duration idleTime = Duration.ZERO;
  private long largest;

  @Override
  void check() {
    if (eviction == null
        && idle == null
        && include == null
        && exclude == null
        && largestFile == null
        && touch == null) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "name what to set; \"kindling policy set --help\" shows what");
    }
    idleTime = idle == null ? Duration.ZERO : PolicyText.time(idle);
    largest = largestFile == null ? 0 : PolicyText.size(largestFile);
  }

  @Override
  List<String> paths() {
    return paths;
  }

  @Override
  PathPolicy changed(PathPolicy policy) {
    Admission before = policy.admission();
    PathPolicy changed =
        policy.with(
            new Admission(
                include == null ? before.include() : include,
                exclude == null ? before.exclude() : exclude.equals("none") ? "" : exclude,
                largestFile == null ? before.largestFile() : largest,
                touch == null ? before.touch() : touch));
    changed = eviction == null ? changed : changed.with(eviction);
    return idle == null ? changed : changed.withIdle(idleTime);
  }
}
