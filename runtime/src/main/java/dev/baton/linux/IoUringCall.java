package dev.baton.linux;

/**
 * The kernel's calls that an io_uring(7) is made of, and what of linux/io_uring.h they take. A test
 * puts a kernel in its place that refuses.
 *
 * <p>Not final for the tests alone.
 */
class IoUringCall {
    // struct io_uring_params
    static final int PARAMS_BYTES = 120;
    static final int PARAMS_CQ_ENTRIES = 4;
    static final int PARAMS_FLAGS = 8;
    static final int PARAMS_FEATURES = 20;
    static final int PARAMS_SQ = 40;
    static final int PARAMS_CQ = 80;

    // struct io_sqring_offsets
    static final int SQ_HEAD = 0;
    static final int SQ_TAIL = 4;
    static final int SQ_ENTRIES = 12;
    static final int SQ_FLAGS = 16;
    static final int SQ_ARRAY = 24;

    // struct io_cqring_offsets
    static final int CQ_HEAD = 0;
    static final int CQ_TAIL = 4;
    static final int CQ_ENTRIES = 12;
    static final int CQ_CQES = 20;

    static final int SETUP_CQSIZE = 1 << 3;
    static final int SETUP_CLAMP = 1 << 4;

    /** One mapping for both rings (Linux 5.4). */
    static final int FEAT_SINGLE_MMAP = 1;

    /** Completions without room wait for it (5.5). */
    static final int FEAT_NODROP = 1 << 1;

    /** What an SQE points to is read before the call returns that submits it (5.5). */
    static final int FEAT_SUBMIT_STABLE = 1 << 2;

    /** What would wait for a socket or a pipe takes no kernel thread (5.7). */
    static final int FEAT_FAST_POLL = 1 << 5;

    /** What takes one, takes it from the process, and is the process to all checks (5.12). */
    static final int FEAT_NATIVE_WORKERS = 1 << 9;

    static final int NEEDED_FEATURES =
            FEAT_SINGLE_MMAP
                    | FEAT_NODROP
                    | FEAT_SUBMIT_STABLE
                    | FEAT_FAST_POLL
                    | FEAT_NATIVE_WORKERS;

    static final int ENTER_GETEVENTS = 1;

    /** In the flags of the SQ: completions wait in the kernel for room in the CQ. */
    static final int SQ_CQ_OVERFLOW = 1 << 1;

    static final int REGISTER_PROBE = 8;
    static final int PROBE_BYTES = 16;
    static final int PROBE_OP_BYTES = 8;
    static final int PROBE_OP_FLAGS = 2;
    static final int PROBE_SUPPORTED = 1;

    static final long MMAP_SQ_RING = 0;
    static final long MMAP_SQES = 0x10000000L;

    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_SHARED_POPULATE = 1 | 0x8000;

    /** {@return the descriptor of a new one, or a negative errno} */
    long setup(int entries, long params) {
        return SystemCall.answer(SystemCall.IO_URING_SETUP, entries, params, 0, 0);
    }

    /** {@return the address of a part of it, or a negative errno} */
    long map(int ring, long bytes, long offset) {
        return SystemCall.answer(
                SystemCall.MMAP, 0, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, ring, offset);
    }

    void unmap(long address, long bytes) {
        SystemCall.call(SystemCall.MUNMAP, address, bytes, 0);
    }

    /**
     * Has the kernel take SQEs. It may sleep: for a lock that another call has, or for memory.
     *
     * @return how many it took, or -1
     */
    long enter(int ring, int toSubmit, int minComplete, int flags) {
        return SystemCall.call(SystemCall.IO_URING_ENTER, ring, toSubmit, minComplete, flags, 0, 0);
    }

    /** {@return 0, or a negative errno} */
    long register(int ring, int what, long argument, int n) {
        return SystemCall.answer(SystemCall.IO_URING_REGISTER, ring, what, argument, n);
    }

    void close(int ring) {
        Descriptors.close(ring);
    }
}
