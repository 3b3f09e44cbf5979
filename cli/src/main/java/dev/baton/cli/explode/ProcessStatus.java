package dev.baton.cli.explode;

import dev.baton.linux.ProcFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import programs.explode.Tally;

/** What the kernel says of a process, in {@code /proc/PID/status}. */
final class ProcessStatus {
    private ProcessStatus() {}

    /**
     * Looks at a process that has just told how it stands.
     *
     * @return empty when it has ended meanwhile
     */
    static Optional<Sample> look(long pid, Tally tally) {
        try {
            return parse(ProcFile.read(Path.of("/proc", Long.toString(pid), "status")), tally);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** One that has ended and whose parent does not know it yet has no memory any more. */
    static Optional<Sample> parse(String status, Tally tally) {
        OptionalLong threads = number(status, "Threads:");
        OptionalLong rssKib = number(status, "VmRSS:");
        return threads.isPresent() && rssKib.isPresent()
                ? Optional.of(new Sample(tally, threads.getAsLong(), rssKib.getAsLong()))
                : Optional.empty();
    }

    private static OptionalLong number(String status, String key) {
        return status.lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty())
                .mapToLong(Long::parseLong)
                .findFirst();
    }
}
