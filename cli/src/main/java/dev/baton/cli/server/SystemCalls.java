package dev.baton.cli.server;

import dev.baton.cli.bench.OnPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Counts the system calls of a process by {@code perf stat}, while it is open. */
final class SystemCalls implements AutoCloseable {
    private static final String EVENT = "raw_syscalls:sys_enter";
    private static final long LIMIT_S = 10;

    private final Process perf;
    private final Path file;

    private SystemCalls(Process perf, Path file) {
        this.perf = perf;
        this.file = file;
    }

    /** Why they can't be counted here; empty when they can. */
    static Optional<String> missing() throws InterruptedException {
        if (OnPath.find("perf").isEmpty()) {
            return Optional.of(
                    "perf is not on the PATH: system calls are not counted (to have it, on Debian:"
                            + " apt-get install linux-perf)");
        }
        try {
            parse(
                    OnPath.output(
                            new ProcessBuilder("perf", "stat", "-x", ",", "-e", EVENT, "true")));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "perf may not count system calls here, it takes root or"
                            + " perf_event_paranoid -1: "
                            + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** Begins to count. The process has the counters from when this returns. */
    static SystemCalls of(long pid) throws IOException {
        Path file = Files.createTempFile("baton-perf-", ".csv");
        List<String> command = new ArrayList<>();
        command.addAll(List.of("perf", "stat", "-x", ",", "-o", file.toString(), "-e", EVENT));
        // It counts while a command runs: one that says when it begins, and ends when it is told
        // to.
        command.addAll(List.of("-p", Long.toString(pid), "--", "sh", "-c", "echo; read line"));
        Process perf =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        if (perf.getInputStream().read() < 0) {
            perf.destroyForcibly();
            Files.delete(file);
            throw new IOException("perf stat -p " + pid + " did not begin");
        }
        return new SystemCalls(perf, file);
    }

    /** Ends counting: how many there were. */
    long count() throws IOException, InterruptedException {
        perf.getOutputStream().close();
        if (!perf.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            throw new IOException("perf stat did not end within " + LIMIT_S + " s");
        }
        return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    /**
     * Of lines that perf separates by commas: {@code 29,,raw_syscalls:sys_enter,1483501,100.00,,}.
     */
    static long parse(String csv) throws IOException {
        for (String line : csv.lines().toList()) {
            String[] fields = line.split(",", -1);
            if (fields.length > 2 && fields[2].startsWith(EVENT) && fields[0].matches("\\d+")) {
                return Long.parseLong(fields[0]);
            }
        }
        throw new IOException("no count of " + EVENT + " in: " + csv.strip());
    }

    @Override
    public void close() throws IOException {
        perf.destroyForcibly();
        Files.deleteIfExists(file);
    }
}
