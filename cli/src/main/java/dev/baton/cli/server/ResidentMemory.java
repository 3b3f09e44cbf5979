package dev.baton.cli.server;

import dev.baton.linux.ProcFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a process has of the machine's memory.
 *
 * @param rssKib all of it
 * @param pssKib what it has for itself, and its share of what others have too
 */
record ResidentMemory(long rssKib, long pssKib) {
    static ResidentMemory of(long pid) throws IOException {
        return parse(ProcFile.read(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
    }

    static ResidentMemory parse(String rollup) throws IOException {
        return new ResidentMemory(kib(rollup, "Rss:"), kib(rollup, "Pss:"));
    }

    private static long kib(String rollup, String key) throws IOException {
        String line =
                rollup.lines()
                        .filter(l -> l.startsWith(key))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no " + key + " in " + rollup));
        return Long.parseLong(line.substring(key.length()).replace("kB", "").strip());
    }
}
