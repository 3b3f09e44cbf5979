package dev.baton.os;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * An ext4 of a few megabytes, in a file: for tests that fill one. Where it can't be mounted they
 * are skipped.
 */
record SmallDisk(Path directory) implements AutoCloseable {
    static final int BYTES = 8 << 20;

    private static final long SECONDS = 60;

    /** Below this directory. */
    static SmallDisk mount(Path below) throws Exception {
        Path image = below.resolve("image");
        try (FileChannel file =
                FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), BYTES - 1);
        }
        Path directory = Files.createDirectory(below.resolve("disk"));
        boolean there =
                run("mkfs.ext4", "-q", "-F", "-b", "4096", image.toString())
                        && run("mount", "-o", "loop", image.toString(), directory.toString());
        assumeThat(there).as("a disk of its own").isTrue();
        return new SmallDisk(directory);
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!run("umount", directory.toString())
                    && !run("umount", "-l", directory.toString())) {
                throw new IOException("umount " + directory + " failed");
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("umount " + directory + " may have failed");
        }
    }
}
