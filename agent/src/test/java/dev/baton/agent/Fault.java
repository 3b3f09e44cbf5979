package dev.baton.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What {@link ConnectionsTest} is to notice: faults that its programs can be given. */
enum Fault {
    /** As it should be. */
    NONE,
    /** The server changes one byte in a million. */
    CHANGES_A_BYTE,
    /** The server loses one byte in a million. */
    LOSES_A_BYTE,
    /** The server forgets one connection in a hundred when it counts. */
    MISCOUNTS,
    /** The clients keep something of each kind for one connection in ten. */
    KEEPS;

    private static final int ONE_BYTE_IN = 1_000_000;

    private static final AtomicLong BYTES = new AtomicLong();
    private static final AtomicLong LIVES = new AtomicLong();
    private static final Queue<Object> KEPT = new ConcurrentLinkedQueue<>();

    /** The server sends these bytes back; returns how many of them. */
    int pass(byte[] bytes, int n) {
        if (this != CHANGES_A_BYTE && this != LOSES_A_BYTE) {
            return n;
        }
        long before = BYTES.getAndAdd(n);
        if (n == 0 || before / ONE_BYTE_IN == (before + n) / ONE_BYTE_IN) {
            return n;
        }
        if (this == LOSES_A_BYTE) {
            return n - 1;
        }
        bytes[0]++;
        return n;
    }

    /** Whether the server counts a connection that has ended. */
    boolean counts() {
        return this != MISCOUNTS || LIVES.incrementAndGet() % 100 != 0;
    }

    /** A client's connection has ended. */
    void afterALife() throws IOException {
        if (this != KEEPS || LIVES.incrementAndGet() % 10 != 0) {
            return;
        }
        KEPT.add(new byte[100_000]);
        KEPT.add(Thread.ofPlatform().daemon().start(LockSupport::park));
        KEPT.add(Thread.startVirtualThread(LockSupport::park));
        Pipe pipe = Pipe.open();
        KEPT.add(pipe);
        KEPT.add(
                Thread.startVirtualThread(() -> {
                    try {
                        pipe.source().read(ByteBuffer.allocate(1));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        Path file = Files.createTempFile("kept", null);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE)) {
            KEPT.add(channel.map(FileChannel.MapMode.READ_WRITE, 0, 1));
        }
    }
}
