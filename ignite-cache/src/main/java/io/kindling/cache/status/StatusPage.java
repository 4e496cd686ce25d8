package io.kindling.cache.status;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a listing, small enough for one message.
 *
 * @param entries what the folder holds, in the order of the listing
 * @param position whether more pages follow
 */
public record StatusPage(List<FileStatusEntry> entries, Position position) {

  /** Most entries of one page. */
  public static final int ENTRIES = 1_000;

  public StatusPage {
    entries = List.copyOf(entries);
  }

  /** Cuts a listing into pages; an empty listing is one empty page. */
  public static List<StatusPage> cut(List<FileStatusEntry> listing) {
    List<StatusPage> pages = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(listing.size(), from + ENTRIES);
      Position position = to == listing.size() ? Position.LAST : Position.MORE_FOLLOW;
      pages.add(new StatusPage(listing.subList(from, to), position));
      from = to;
    } while (from < listing.size());
    return pages;
  }

  /** The entries in the form that {@link #read} reads. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(entries.size());
      for (FileStatusEntry entry : entries) {
        entry.writeTo(out);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("an array takes every byte", impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the entries of a page.
   *
   * @throws IOException when the bytes are no page
   */
  public static StatusPage read(byte[] bytes, Position position) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int count = in.readInt();
    List<FileStatusEntry> entries = new ArrayList<>(Math.min(Math.max(count, 0), ENTRIES));
    for (int i = 0; i < count; i++) {
      entries.add(FileStatusEntry.readFrom(in));
    }
    return new StatusPage(entries, position);
  }

  /** Where a page is in its listing. */
  public enum Position {
    MORE_FOLLOW,
    LAST
  }
}
