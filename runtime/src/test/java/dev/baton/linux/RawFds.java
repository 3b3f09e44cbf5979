package dev.baton.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Descriptors by their bare numbers, for tests of epoll. Closes those that it opened. */
public final class RawFds implements AutoCloseable {
    private static final int F_SETFL = 4;
    private static final long DUP = Linkage.sysno(32, 23);
    private static final long DUP3 = Linkage.sysno(292, 24);
    private static final long PIPE2 = Linkage.sysno(293, 59);
    private static final long SHUTDOWN = Linkage.sysno(48, 210);
    private static final long SOCKETPAIR = Linkage.sysno(53, 199);
    private static final int O_NONBLOCK = 0x800;
    private static final int SHUT_WR = 1;

    private final Arena arena = Arena.ofAuto();
    private final List<Integer> open = new ArrayList<>();

    /** The end to read from, and the end to write to. */
    public int[] pipe() {
        return pair(PIPE2, O_NONBLOCK, 0, 0);
    }

    /** Two connected stream sockets. */
    public int[] socketpair() {
        return pair(SOCKETPAIR, 1, 1 | O_NONBLOCK, 0);
    }

    private int[] pair(long call, long a, long b, long c) {
        MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
        long at = fds.address();
        long result =
                call == PIPE2
                        ? SystemCall.call(call, at, a, 0)
                        : SystemCall.call(call, a, b, c, at);
        if (result != 0) {
            throw new AssertionError("no pair of descriptors");
        }
        int[] pair = fds.toArray(ValueLayout.JAVA_INT);
        open.add(pair[0]);
        open.add(pair[1]);
        return pair;
    }

    /** Another number of the same open file. */
    public int dup(int fd) {
        int other = (int) SystemCall.call(DUP, fd, 0, 0);
        open.add(other);
        return other;
    }

    /** The number is of the same open file as the other from now on. */
    public void dup(int fd, int to) {
        if (SystemCall.call(DUP3, fd, to, 0) != to) {
            throw new AssertionError("dup3 failed");
        }
        if (!open.contains(to)) {
            open.add(to);
        }
    }

    /** A byte. */
    public void write(int fd) {
        MemorySegment buffer = arena.allocate(1);
        if (SystemCall.call(SystemCall.WRITE, fd, buffer.address(), 1) != 1) {
            throw new AssertionError("write failed");
        }
    }

    /** How many bytes came, up to 16, or -1. */
    public int read(int fd) {
        MemorySegment buffer = arena.allocate(16);
        return (int) SystemCall.call(SystemCall.READ, fd, buffer.address(), buffer.byteSize());
    }

    /** Its calls wait from now on; all are made so that they do not. */
    public void block(int fd) {
        if (SystemCall.call(SystemCall.FCNTL, fd, F_SETFL, 0) != 0) {
            throw new AssertionError("fcntl failed");
        }
    }

    /** No more from this side. */
    public void shutdownOutput(int fd) {
        SystemCall.call(SHUTDOWN, fd, SHUT_WR, 0);
    }

    /** Closes one. */
    public void close(int fd) {
        open.removeIf(n -> n == fd);
        Descriptors.close(fd);
    }

    @Override
    public void close() {
        for (int fd : open) {
            Descriptors.close(fd);
        }
        open.clear();
    }
}
