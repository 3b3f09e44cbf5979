package dev.baton.trace.gotrace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Go's own reader of its traces, as far as a command shows what it made of one. */
final class GoTool {
    static final String WHY_NOT =
            "there is no go 1.11 to 1.21, which could read this format (apt install golang-go)";

    private static final Pattern VERSION = Pattern.compile("go1\\.(\\d+)");
    private static final Pattern EVENT = Pattern.compile("\\d+ (\\w+) p=.*");

    private GoTool() {}

    static boolean isThere() {
        try {
            Matcher version = VERSION.matcher(output(List.of("go", "version")));
            if (!version.find()) {
                return false;
            }
            int minor = Integer.parseInt(version.group(1));
            return minor >= 11 && minor <= 21;
        } catch (IOException e) {
            return false;
        }
    }

    /** How many events of each name there are after parsing and ordering. */
    static Map<String, Long> countedByGo(Path file) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        String output = read(file, "-d");
        for (String line : output.lines().toList()) {
            Matcher event = EVENT.matcher(line);
            if (event.matches()) {
                counts.merge(event.group(1), 1L, Long::sum);
            }
        }
        if (counts.isEmpty()) {
            throw new AssertionError("go tool trace shows no events: " + output);
        }
        return counts;
    }

    /** What it says of a trace that it does not take. */
    static String refusalOfGo(Path file) throws IOException {
        return read(file, "-d");
    }

    /** The profile of blocking system calls, as bytes that hold the names of functions. */
    static String callsAsProfile(Path file) throws IOException {
        Path profile = file.resolveSibling("profile");
        Process process =
                new ProcessBuilder("go", "tool", "trace", "-pprof=syscall", file.toString())
                        .redirectOutput(profile.toFile())
                        .start();
        await(process);
        try (var in = new GZIPInputStream(Files.newInputStream(profile))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String read(Path file, String option) throws IOException {
        return output(Arrays.asList("go", "tool", "trace", option, file.toString()));
    }

    private static String output(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        await(process);
        return output;
    }

    private static void await(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while go ran", e);
        }
    }
}
