package dev.baton.cli.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;

/** Has a virtual thread that reads from the FIFO in its first argument for some 30 ms, and ends. */
public final class LongReadProgram {
    private LongReadProgram() {}

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        try (RandomAccessFile held = new RandomAccessFile(args[0], "rw");
                FileInputStream in = new FileInputStream(args[0])) {
            Thread reader = Thread.startVirtualThread(() -> read(in));
            LockSupport.parkNanos(30_000_000); // the call is to be a long one
            held.write(1);
            reader.join();
        }
    }

    private static void read(FileInputStream in) {
        try {
            in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
