package dev.baton.linux;

import java.io.IOException;
import java.nio.file.Path;
import jdk.internal.misc.Unsafe;

/**
 * A perf event that counts nothing and records each time that a thread is switched off and on a
 * CPU, in a ring which the kernel writes and we read as plain memory.
 *
 * <p>The ring is one page of bookkeeping, of which we use two words, and one page of records:
 *
 * <pre>
 *   data_head   bytes ever written; the kernel publishes with a release, so we read it with an acquire
 *   data_tail   bytes that we are done with; only in a ring that stops when it is full
 *
 *   record      u32 type, u16 misc, u16 size, then for a switch: u64 time of CLOCK_MONOTONIC
 * </pre>
 *
 * <p>It asks for nothing about the kernel, so that it is open to unprivileged users
 * (perf_event_paranoid 2). Not thread-safe against {@link #close}: memory is unmapped there.
 */
final class PerfEvent {
    private static final Unsafe U = Unsafe.getUnsafe();

    static final int RECORD_SWITCH = 14;

    /** The flag of a record that the thread went off its CPU; without, it came on one. */
    static final int MISC_SWITCH_OUT = 1 << 13;

    /** The flag, besides the first, that it went although it wanted to go on: it did not block. */
    static final int MISC_SWITCH_OUT_PREEMPT = 1 << 14;

    /** The size of a switch's record: a header and the time. */
    static final int SWITCH_BYTES = 16;

    /** What a full ring did not take is told in a record that comes before the next one. */
    static final int LOST_BYTES = 32;

    // struct perf_event_attr, the version of Linux 4.3 and later
    private static final int ATTR_BYTES = 112;
    private static final int ATTR_TYPE = 0;
    private static final int ATTR_SIZE = 4;
    private static final int ATTR_CONFIG = 8;
    private static final int ATTR_SAMPLE_TYPE = 24;
    private static final int ATTR_FLAGS = 40;
    private static final int ATTR_WAKEUP_WATERMARK = 48;
    private static final int ATTR_CLOCKID = 92;

    private static final int TYPE_SOFTWARE = 1;
    private static final long CONFIG_DUMMY = 9;
    private static final long SAMPLE_TIME = 1 << 2;
    private static final int CLOCK_MONOTONIC = 1; // that of System.nanoTime

    private static final long EXCLUDE_KERNEL = 1L << 5;
    private static final long EXCLUDE_HV = 1L << 6;
    private static final long WATERMARK = 1L << 14;
    private static final long SAMPLE_ID_ALL = 1L << 18;
    private static final long USE_CLOCKID = 1L << 25;
    private static final long CONTEXT_SWITCH = 1L << 26;

    private static final long FLAG_FD_CLOEXEC = 1L << 3;
    private static final long ANY_CPU = -1;
    private static final long NO_GROUP = -1;

    private static final long IOC_ENABLE = 0x2400;
    private static final long IOC_DISABLE = 0x2401;

    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;

    // struct perf_event_mmap_page
    private static final long PAGE_DATA_HEAD = 1024;
    private static final long PAGE_DATA_TAIL = 1032;

    private static final int EPERM = 1;
    private static final int ESRCH = 3;
    private static final int EACCES = 13;
    private static final int ENOSYS = 38;

    private static final Path PARANOID = Path.of("/proc/sys/kernel/perf_event_paranoid");

    // As in Futex: outside of memory, so that use after close throws and doesn't crash.
    private static final long CLOSED = Long.MIN_VALUE;

    private static final long PAGE_BYTES = U.pageSize();

    private final int fd;
    private long page;

    private PerfEvent(int fd, long page) {
        this.fd = fd;
        this.page = page;
    }

    /** What becomes of new records when the ring is full, and when a poll on the event returns. */
    enum Ring {
        /**
         * The oldest are overwritten, and polls return once a turn only, the least that there is.
         * Each time the kernel sends an interrupt to its own CPU, which costs 13 µs in a virtual
         * machine.
         */
        OVERWRITES,

        /** New ones are dropped until data_tail moves on, and polls return at each that is not. */
        STOPS_AND_WAKES
    }

    /**
     * Opens an event, enabled, on a thread of this process.
     *
     * @throws IOException when the kernel refuses; the message says why, and what would help
     */
    static PerfEvent open(int tid, Ring ring) throws IOException {
        boolean wakes = ring == Ring.STOPS_AND_WAKES;
        int fd = open(tid, wakes ? 1 : (int) PAGE_BYTES);
        long page = mmap(fd, wakes ? PROT_READ | PROT_WRITE : PROT_READ);
        if (page < 0) {
            Descriptors.close(fd);
            throw new IOException(
                    "no memory for the perf events of thread "
                            + tid
                            + ": "
                            + Linkage.describe((int) -page)
                            + "; it counts against kernel.perf_event_mlock_kb and ulimit -l");
        }
        return new PerfEvent(fd, page);
    }

    private static int open(int tid, int wakeupWatermark) throws IOException {
        long attr = U.allocateMemory(ATTR_BYTES + Integer.BYTES);
        try {
            U.setMemory(attr, ATTR_BYTES, (byte) 0);
            U.putInt(attr + ATTR_TYPE, TYPE_SOFTWARE);
            U.putInt(attr + ATTR_SIZE, ATTR_BYTES);
            U.putLong(attr + ATTR_CONFIG, CONFIG_DUMMY);
            U.putLong(attr + ATTR_SAMPLE_TYPE, SAMPLE_TIME);
            U.putLong(
                    attr + ATTR_FLAGS,
                    EXCLUDE_KERNEL
                            | EXCLUDE_HV
                            | SAMPLE_ID_ALL
                            | USE_CLOCKID
                            | CONTEXT_SWITCH
                            | WATERMARK);
            U.putInt(attr + ATTR_WAKEUP_WATERMARK, wakeupWatermark);
            U.putInt(attr + ATTR_CLOCKID, CLOCK_MONOTONIC);
            long fd =
                    SystemCall.answer(
                            attr + ATTR_BYTES, // for an errno
                            SystemCall.PERF_EVENT_OPEN,
                            attr,
                            tid,
                            ANY_CPU,
                            NO_GROUP,
                            FLAG_FD_CLOEXEC,
                            0);
            if (fd < 0) {
                String why = whyNot((int) -fd, paranoid());
                throw new IOException("perf events of thread " + tid + ": " + why);
            }
            return (int) fd;
        } finally {
            U.freeMemory(attr);
        }
    }

    int fd() {
        return fd;
    }

    /**
     * Records again. From the thread itself 0.4 µs, from another 15 µs: its CPU is interrupted.
     *
     * @return false when the kernel refused, as below
     */
    boolean enable() {
        return ioctl(IOC_ENABLE);
    }

    /** Records no more; costs as {@link #enable}. */
    boolean disable() {
        return ioctl(IOC_DISABLE);
    }

    /** Bytes ever written; all of them are seen. */
    long head() {
        long p = page;
        if (p == CLOSED) {
            throw new IllegalStateException("this perf event is closed");
        }
        return U.getLongAcquire(null, p + PAGE_DATA_HEAD);
    }

    /** Lets the kernel write up to a position. It looks at that when it has a record to write. */
    void soTail(long position) {
        U.putLongRelease(null, page + PAGE_DATA_TAIL, position);
    }

    /** The eight bytes at a position that head() has passed. */
    long word(long position) {
        return U.getLong(page + PAGE_BYTES + (position & (PAGE_BYTES - 1)));
    }

    static int type(long header) {
        return (int) header;
    }

    static int misc(long header) {
        return (int) (header >>> 32) & 0xffff;
    }

    static int size(long header) {
        return (int) (header >>> 48);
    }

    /** Whether a record says that the thread blocks: it went off its CPU, and of its own will. */
    static boolean isSleep(long header) {
        int both = MISC_SWITCH_OUT | MISC_SWITCH_OUT_PREEMPT;
        return type(header) == RECORD_SWITCH && (misc(header) & both) == MISC_SWITCH_OUT;
    }

    /** How many bytes of records the ring holds. */
    static long ringBytes() {
        return PAGE_BYTES;
    }

    /** Unmaps and closes. Nobody may be in another method, or use the descriptor. */
    void close() {
        if (page != CLOSED) {
            long mapped = page;
            page = CLOSED;
            SystemCall.call(SystemCall.MUNMAP, mapped, 2 * PAGE_BYTES, 0);
            Descriptors.close(fd);
        }
    }

    private boolean ioctl(long request) {
        if (page == CLOSED) {
            throw new IllegalStateException("this perf event is closed");
        }
        return SystemCall.call(SystemCall.IOCTL, fd, request, 0) == 0;
    }

    private static long mmap(int fd, int protection) {
        return SystemCall.answer(SystemCall.MMAP, 0, 2 * PAGE_BYTES, protection, MAP_SHARED, fd, 0);
    }

    /** Says in words why perf_event_open failed. */
    static String whyNot(int errno, String paranoid) {
        return switch (errno) {
            case ESRCH -> "there is no such thread";
            case ENOSYS -> "this kernel has none, or a seccomp filter hides them (errno 38)";
            case EPERM, EACCES ->
                    paranoid.matches("[3-9]|\\d\\d+")
                            ? "forbidden, since kernel.perf_event_paranoid is "
                                    + paranoid
                                    + "; 2 would do"
                            : "forbidden (errno "
                                    + errno
                                    + ") although kernel.perf_event_paranoid is "
                                    + paranoid
                                    + ": by a seccomp filter, as in a container, or a security"
                                    + " module";
            default -> Linkage.describe(errno);
        };
    }

    private static String paranoid() {
        try {
            return ProcFile.read(PARANOID);
        } catch (IOException e) {
            return "not readable";
        }
    }
}
