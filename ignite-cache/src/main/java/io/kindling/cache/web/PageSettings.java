package io.kindling.cache.web;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.CacheOptions.PageMode;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Settings;
import java.util.List;

/**
 * How a status page is served.
 *
 * @param mode to whom
 * @param address to listen on
 * @param port the first to try; 0 for any
 * @param token what allows changes; empty when nothing does
 */
public record PageSettings(PageMode mode, String address, int port, String token) {

  /** Not in the text, which may be logged. */
  @Override
  public String toString() {
    return "status page at " + address + ":" + port + ", " + mode;
  }

  /**
   * As the options say.
   *
   * @param host of this process, for where no address is set
   * @throws InvalidSettingsException when the page is for those with a token, and none is set
   */
  public static PageSettings of(Settings settings, String host) {
    PageMode mode = settings.get(CacheOptions.STATUS_PAGE);
    String token = settings.get(CacheOptions.STATUS_TOKEN);
    if (mode == PageMode.TOKEN && token.isEmpty()) {
      throw new InvalidSettingsException(
          List.of(
              "%s = \"token\" needs %s, which is not set"
                  .formatted(CacheOptions.STATUS_PAGE.key(), CacheOptions.STATUS_TOKEN.key())));
    }
    String address = settings.get(CacheOptions.STATUS_ADDRESS);
    return new PageSettings(
        mode, address.isEmpty() ? host : address, settings.get(CacheOptions.STATUS_PORT), token);
  }
}
