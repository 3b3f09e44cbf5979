package dev.baton.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import jdk.internal.misc.Unsafe;

/**
 * The one line of a thread's stat file, in a buffer off the heap:
 *
 * <pre>
 *   4711 (a name) S 1 4711 …    third the state; 39th the CPU that it is on, or was last
 * </pre>
 *
 * <p>The name is any 15 bytes, brackets and blanks among them, so fields are counted from the
 * line's last bracket.
 */
final class StatLine {
    static final int NO_FILE = -1;

    private static final Unsafe U = Unsafe.getUnsafe();

    // As far as the 39th field: numbers of at most 20 digits, and the name.
    private static final int LINE_BYTES = 1024;
    private static final int PATH_BYTES = 64;

    // As far as the third field: ten digits, and 15 bytes of a name, of which the kernel writes the
    // odd ones as four at most.
    private static final int STATE_BYTES = 96;

    private static final int CPU = LINE_BYTES + PATH_BYTES; // where getcpu writes its answer

    private static final byte[] DIRECTORY = "/proc/self/task/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FILE = "/stat\0".getBytes(StandardCharsets.US_ASCII);

    private static final int STATE_FIELD = 3;
    private static final int CPU_FIELD = 39;

    private final MemorySegment buffer = Arena.ofAuto().allocate(CPU + Integer.BYTES, Long.BYTES);
    private final long line = buffer.address();
    private final long path = line + LINE_BYTES;

    private int length;

    StatLine() {
        put(DIRECTORY, DIRECTORY.length, path);
    }

    private static void put(byte[] bytes, int n, long address) {
        U.copyMemory(bytes, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, address, n);
    }

    /** A descriptor of the thread's file, or {@link #NO_FILE} when it can't be opened. */
    int open(int tid) {
        if (tid <= 0) {
            return NO_FILE;
        }
        int digits = 1;
        for (int rest = tid / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int end = DIRECTORY.length + digits;
        for (int at = end - 1, rest = tid; at >= DIRECTORY.length; at--, rest /= 10) {
            U.putByte(path + at, (byte) ('0' + rest % 10));
        }
        put(FILE, FILE.length, path + end);
        try {
            return Descriptors.openToRead(path);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Opens, reads all of the line, and closes. */
    void look(int tid) {
        int fd = open(tid);
        read(fd, LINE_BYTES);
        close(fd);
    }

    /** Reads only as much of it as {@link #state} needs, which then has less to search. */
    void readState(int fd) {
        read(fd, STATE_BYTES);
    }

    /** Of a thread that ended meanwhile, or of no file, the line becomes empty. */
    private void read(int fd, int most) {
        long bytes = 0;
        if (fd != NO_FILE) {
            try {
                bytes = SystemCall.call(SystemCall.PREAD64, fd, line, most);
            } finally {
                Reference.reachabilityFence(this);
            }
        }
        length = (int) Math.max(bytes, 0);
    }

    static void close(int fd) {
        if (fd != NO_FILE) {
            Descriptors.close(fd);
        }
    }

    /** Puts a line here as if it had been read. */
    void set(byte[] bytes) {
        length = Math.min(bytes.length, LINE_BYTES);
        put(bytes, length, line);
    }

    char state() {
        try {
            int at = field(STATE_FIELD);
            return at < length ? (char) byteAt(at) : ThreadState.GONE;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    boolean isAsleep() {
        char state = state();
        return state == 'S' || state == 'D';
    }

    /** Whether the thread is known to be on another CPU than we are, or to have been there last. */
    boolean isElsewhere() {
        try {
            int at = field(CPU_FIELD);
            return at < length && number(at) != ownCpu();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** It may be another one by the time of return. */
    private int ownCpu() {
        try {
            SystemCall.brief(SystemCall.GETCPU, line + CPU, 0, 0);
            return U.getInt(line + CPU);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Where a field from the third on starts; at or beyond the end when there is none. */
    private int field(int number) {
        int at = length - 1;
        while (at >= 0 && byteAt(at) != ')') {
            at--;
        }
        if (at < 0) {
            return length;
        }
        at += 2;
        for (int n = STATE_FIELD; n < number; n++) {
            while (at < length && byteAt(at) != ' ') {
                at++;
            }
            at++;
        }
        return at;
    }

    private long number(int at) {
        long value = 0;
        while (at < length && byteAt(at) >= '0' && byteAt(at) <= '9') {
            value = value * 10 + (byteAt(at++) - '0');
        }
        return value;
    }

    private byte byteAt(int at) {
        return U.getByte(line + at);
    }
}
