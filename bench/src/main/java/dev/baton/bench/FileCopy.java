package dev.baton.bench;

import dev.baton.os.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * {@code disk.copy}: milliseconds that a copy of a file in the page cache takes: {@code
 * File.readFrom} on Baton, {@code Files.copy} on stock, {@code io.Copy} in Go; and how many times
 * as long as {@code cp}'s that is ({@code .of-cp}), which takes turns with it.
 */
final class FileCopy {
    private static final int FILE_BYTES = 256 << 20;

    private final Run run;
    private final String id;
    private final Path from;
    private final Path to;

    private FileCopy(String id, Run run, Path from) {
        this.id = id;
        this.run = run;
        this.from = from;
        this.to = from.resolveSibling(from.getFileName() + ".copy");
    }

    static Program of(String id) {
        return run -> {
            try (var file = TemporaryFile.of(FILE_BYTES)) {
                FileCopy program = new FileCopy(id, run, file.path());
                run.inG(program::measure);
            }
        };
    }

    private Void measure() throws IOException, InterruptedException {
        long end = System.nanoTime() + run.warmup().toNanos();
        do {
            copyNanos();
        } while (System.nanoTime() < end);
        long ours = 0;
        long theirs = 0;
        int n = 0;
        end = System.nanoTime() + run.length().toNanos();
        do {
            ours += copyNanos();
            theirs += cpNanos();
            n++;
        } while (System.nanoTime() < end);
        run.report(id, ours / 1e6 / n);
        run.report(id + ".of-cp", (double) ours / theirs);
        return null;
    }

    private long copyNanos() throws IOException {
        long start = System.nanoTime();
        if (run.side().baton().isPresent()) {
            copy();
        } else {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return ended(start);
    }

    private void copy() throws IOException {
        try (File source = File.open(from.toString());
                File copy = File.create(to.toString())) {
            copy.readFrom(source, Long.MAX_VALUE);
        }
    }

    private long cpNanos() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process cp = new ProcessBuilder("cp", from.toString(), to.toString()).inheritIO().start();
        int exitCode = cp.waitFor();
        if (exitCode != 0) {
            throw new IOException("cp ended with exit code " + exitCode);
        }
        return ended(start);
    }

    /** What is removed is not written to the disk, or not all of it. */
    private long ended(long start) throws IOException {
        long nanos = System.nanoTime() - start;
        long size = Files.size(to);
        Files.delete(to);
        if (size != FILE_BYTES) {
            throw new IOException("a copy of " + FILE_BYTES + " bytes has " + size);
        }
        return nanos;
    }
}
