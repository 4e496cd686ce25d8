package io.kindling.hadoop.load;

import io.kindling.cache.node.ClusterClient;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The load jobs that the cluster knows of, running and ended, among its settings: so that they are
 * seen, and cancelled, from any host. The last {@link #MOST} are kept. Safe for any number of
 * threads.
 */
public final class LoadBoard {

  /** Places for jobs; a new one takes that of the job that ended first. */
  public static final int MOST = 32;

  private static final String PREFIX = "load-job/";
  private static final String CANCEL = "load-cancel/";

  private final ClusterClient client;

  public LoadBoard(ClusterClient client) {
    this.client = client;
  }

  /**
   * A job as the board shows it.
   *
   * @param place where it stands on the board
   * @param id names it
   * @param state running, or how it ended
   * @param values all else: who runs it where, since when, how far it is, and its command line
   */
  public record Entry(int place, String id, State state, Map<String, String> values) {

    /** When it was told of last, in milliseconds since 1970. */
    public long updated() {
      return number("updated");
    }

    /** A value that is a number; 0 where the job has none. */
    public long number(String name) {
      return Long.parseLong(values.getOrDefault(name, "0"));
    }

    /** What it loads, as its user wrote it; empty where that was too much for the board. */
    public List<String> paths() {
      return values.getOrDefault("paths", "").lines().toList();
    }
  }

  /** How a job is. */
  public enum State {
    RUNNING,
    COMPLETE,
    INCOMPLETE,
    CANCELLED,
    FAILED
  }

  /** All jobs that are on the board, the latest first. */
  public List<Entry> all() throws IOException {
    List<Entry> entries = new ArrayList<>();
    client
        .settings()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PREFIX)) {
                entries.add(parse(Integer.parseInt(key.substring(PREFIX.length())), value));
              }
            });
    entries.sort(Comparator.comparingLong(Entry::updated).reversed());
    return entries;
  }

  /** A job by its id. */
  public Optional<Entry> find(String id) throws IOException {
    return all().stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** Puts a new job on the board. */
  public Entry begin(Map<String, String> values) throws IOException {
    List<Entry> known = all();
    int place = -1;
    for (int i = 0; i < MOST && place < 0; i++) {
      int free = i;
      place = known.stream().noneMatch(entry -> entry.place() == free) ? i : -1;
    }
    if (place < 0) {
      place =
          known.stream()
              .min(
                  Comparator.comparing((Entry entry) -> entry.state() == State.RUNNING)
                      .thenComparingLong(Entry::updated))
              .orElseThrow()
              .place();
    }
    String id = UUID.randomUUID().toString().substring(0, 8);
    Entry entry = new Entry(place, id, State.RUNNING, Map.copyOf(values));
    put(entry);
    return entry;
  }

  /** Tells how a job is now. */
  public void put(Entry entry) throws IOException {
    Properties properties = new Properties();
    properties.putAll(entry.values());
    properties.setProperty("id", entry.id());
    properties.setProperty("state", entry.state().name());
    properties.setProperty("updated", Long.toString(System.currentTimeMillis()));
    StringWriter text = new StringWriter();
    properties.store(text, null);
    client.putSetting(PREFIX + entry.place(), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Asks whoever runs a job to end it. */
  public void cancel(Entry entry) throws IOException {
    client.putSetting(CANCEL + entry.place(), entry.id().getBytes(StandardCharsets.UTF_8));
  }

  /** Whether somebody wants a job to end. */
  public boolean isCancelled(Entry entry) throws IOException {
    byte[] wanted = client.settings().get(CANCEL + entry.place());
    return wanted != null && new String(wanted, StandardCharsets.UTF_8).equals(entry.id());
  }

  private static Entry parse(int place, byte[] value) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(value, StandardCharsets.UTF_8)));
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory does not fail", impossible);
    }
    Map<String, String> values = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    String id = values.getOrDefault("id", "");
    State state = State.valueOf(values.getOrDefault("state", State.FAILED.name()));
    return new Entry(place, id, state, values);
  }
}
