package dev.baton.os;

import dev.baton.syscall.Files;
import java.time.Instant;

/** Times as {@code utimensat} takes them. */
final class FileTimes {
    private FileTimes() {}

    /**
     * A time of a file.
     *
     * @param time null to leave it as it was
     * @return seconds and nanoseconds
     */
    static long[] of(Instant time) {
        return time == null
                ? new long[] {0, Files.UTIME_OMIT}
                : new long[] {time.getEpochSecond(), time.getNano()};
    }
}
