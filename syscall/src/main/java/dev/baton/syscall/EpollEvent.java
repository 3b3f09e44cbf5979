package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct epoll_event}: what a descriptor is ready for, and the number that its owner gave it
 * in the epoll. On x86-64 it is packed, as in programs of 32 bits; elsewhere it is not.
 */
public final class EpollEvent {
    /** 12 bytes on x86-64, 16 elsewhere. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct epoll_event",
                    JAVA_INT.withName("events"),
                    (Arch.current() == Arch.X86_64 ? JAVA_LONG.withByteAlignment(4) : JAVA_LONG)
                            .withName("data"));

    static final int BYTES = (int) LAYOUT.byteSize();

    private static final long DATA = Struct.offset(LAYOUT, "data");

    private EpollEvent() {}

    /**
     * What the descriptor is ready for.
     *
     * @param events as many as {@link Epoll#epollPwait} found
     * @param index which, from 0 on
     * @return {@link Epoll#EPOLLIN} and others
     */
    public static int events(MemorySegment events, int index) {
        return events.get(JAVA_INT, (long) index * BYTES);
    }

    /**
     * The number that was given with {@link Epoll#epollCtl}.
     *
     * @param events as many as {@link Epoll#epollPwait} found
     * @param index which, from 0 on
     * @return the number
     */
    public static long data(MemorySegment events, int index) {
        return events.get(JAVA_LONG_UNALIGNED, (long) index * BYTES + DATA);
    }

    /**
     * Writes one.
     *
     * @param events memory for index + 1 of them
     * @param index which, from 0 on
     * @param mask {@link Epoll#EPOLLIN} and others
     * @param data any number
     */
    public static void set(MemorySegment events, int index, int mask, long data) {
        events.set(JAVA_INT, (long) index * BYTES, mask);
        events.set(JAVA_LONG_UNALIGNED, (long) index * BYTES + DATA, data);
    }
}
