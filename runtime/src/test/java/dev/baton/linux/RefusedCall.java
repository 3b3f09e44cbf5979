package dev.baton.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * System calls that a sandbox may refuse and that are only an improvement to Baton: refused here by
 * a seccomp filter, to the whole process, for good. For programs that a test starts.
 */
public enum RefusedCall {
    TIMER_SLACK(SystemCall.PRCTL, 0, ~0, 29, Refusal.EINVAL),
    PERF_EVENTS(SystemCall.PERF_EVENT_OPEN, 0, 0, 0, Refusal.EACCES),
    /** Of a perf event that is open already: 0x2400 is ENABLE, 0x2401 DISABLE. */
    PERF_IOCTL(SystemCall.IOCTL, 1, ~1, 0x2400, Refusal.EACCES),
    EPOLL_CREATE(SystemCall.EPOLL_CREATE1, 0, 0, 0, Refusal.EACCES),
    EVENTFD(SystemCall.EVENTFD2, 0, 0, 0, Refusal.EACCES),
    EPOLL_ADD(SystemCall.EPOLL_CTL, 0, 0, 0, Refusal.EACCES),
    EPOLL_WAIT(SystemCall.EPOLL_PWAIT, 0, 0, 0, Refusal.EACCES),
    PPOLL(SystemCall.PPOLL, 0, 0, 0, Refusal.EACCES),
    MEMBARRIER(Linkage.sysno(324, 283), 0, 0, 0, Refusal.ENOSYS),
    /** Pages that were written and are to be executed; 4 is PROT_EXEC. */
    EXECUTABLE_MEMORY(SystemCall.MPROTECT, 2, 4, 4, Refusal.EACCES),
    /** libc asks for it where it is asked for a thread's stack; the JVM bears no other errno. */
    AFFINITY(Linkage.sysno(204, 123), 0, 0, 0, Refusal.ENOSYS),
    /** How long another thread has been on a CPU; what time it is comes without a call. */
    CPU_TIME(SystemCall.CLOCK_GETTIME, 0, 0, 0, Refusal.EINVAL),
    /** How often a thread has gone to sleep; 1 is RUSAGE_THREAD. */
    SLEEPS(SystemCall.GETRUSAGE, 0, ~0, 1, Refusal.EINVAL),
    /** How many descriptors there may be; 7 is RLIMIT_NOFILE. */
    OPEN_FILES(SystemCall.PRLIMIT64, 1, ~0, 7, Refusal.EACCES),
    /** As most containers refuse it. */
    IO_URING(SystemCall.IO_URING_SETUP, 0, 0, 0, Refusal.EPERM),
    /** Which CPU the caller is on. */
    GETCPU(SystemCall.GETCPU, 0, 0, 0, Refusal.ENOSYS);

    private static final class Refusal {
        static final int EPERM = 1;
        static final int EACCES = 13;
        static final int EINVAL = 22;
        static final int ENOSYS = 38;
    }

    private static final long SECCOMP = Linkage.sysno(317, 277);
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final long SECCOMP_FILTER_FLAG_TSYNC = 1; // all threads of the process
    private static final long PR_SET_NO_NEW_PRIVS = 38;

    // linux/filter.h, linux/bpf_common.h
    private static final int LOAD_WORD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int INSTRUCTION_BYTES = 8;

    // struct seccomp_data
    private static final int NUMBER = 0;
    private static final int ARGUMENTS = 16;

    /** A CPU is a bit. */
    private static final long AFFINITY_BYTES = 1024;

    private static final int ALLOW = 0x7fff0000;
    private static final int ERRNO = 0x00050000;

    private final int number;
    private final int argument;
    private final int mask;
    private final int value;
    private final int errno;

    /** The call when (argument & mask) == value; a mask of 0 is for any. */
    RefusedCall(long number, int argument, int mask, int value, int errno) {
        this.number = (int) number;
        this.argument = argument;
        this.mask = mask;
        this.value = value;
        this.errno = errno;
    }

    /** Whether the kernel can't tell without it that a thread went to sleep. */
    public boolean isNeededForAlarms() {
        return switch (this) {
            case PERF_EVENTS, EPOLL_CREATE, EVENTFD, EPOLL_ADD, EPOLL_WAIT, PPOLL -> true;
            default -> false;
        };
    }

    /** Whether it is sysmon that makes the call, on its way; else an M does. */
    public boolean isMadeBySysmon() {
        return switch (this) {
            case TIMER_SLACK, MEMBARRIER, EXECUTABLE_MEMORY, AFFINITY, SLEEPS, IO_URING -> false;
            default -> true;
        };
    }

    /**
     * Makes the call as Baton does.
     *
     * @return what Baton makes of its refusal, or null when the kernel did what it was asked for
     */
    public String refusal() {
        try {
            boolean done =
                    switch (this) {
                        case TIMER_SLACK -> TimerSlack.refusal() == null;
                        case PERF_EVENTS -> closed(SwitchAlarm.open(Libc.gettid(), null));
                        case PERF_IOCTL -> isAlarmSwitched();
                        case EPOLL_CREATE, EVENTFD, EPOLL_ADD, EPOLL_WAIT, PPOLL ->
                                closed(new SwitchPoller());
                        case MEMBARRIER -> SystemCall.call(number, 0, 0, 0) >= 0;
                        case EXECUTABLE_MEMORY -> MachineCode.map(new byte[1]) != 0;
                        case AFFINITY -> isAffinityKnown();
                        case CPU_TIME -> Libc.cpuNanos(Libc.gettid()) >= 0;
                        case SLEEPS -> new ThreadUsage().sleeps() >= 0;
                        case OPEN_FILES -> Libc.maxOpenFiles() >= 0;
                        case IO_URING -> IoUringRefusal.ask() == null;
                        case GETCPU -> SystemCall.call(number, 0, 0, 0) >= 0;
                    };
            return done ? null : "refused: " + this;
        } catch (IOException e) {
            return "refused: " + this + ": " + e.getMessage();
        }
    }

    private static boolean closed(AutoCloseable thing) throws IOException {
        try {
            thing.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
        return true;
    }

    private static boolean isAlarmSwitched() throws IOException {
        try (SwitchAlarm alarm = SwitchAlarm.open(Libc.gettid(), null)) {
            return alarm.disable() && alarm.enable();
        }
    }

    private static boolean isAffinityKnown() {
        try (Arena arena = Arena.ofConfined()) {
            long mask = arena.allocate(AFFINITY_BYTES, Long.BYTES).address();
            return SystemCall.call(AFFINITY.number, 0, AFFINITY_BYTES, mask) >= 0;
        }
    }

    /**
     * Has the kernel refuse the call to all threads of this process from now on.
     *
     * @return false where the kernel doesn't take filters
     */
    public boolean refuse() {
        int[] program = {
            LOAD_WORD,
            NUMBER,
            JUMP_IF_EQUAL | 4 << 24,
            number, // else 4 on
            LOAD_WORD,
            ARGUMENTS + Long.BYTES * argument,
            AND,
            mask,
            JUMP_IF_EQUAL | 1 << 24,
            value, // else 1 on
            RETURN,
            ERRNO | errno,
            RETURN,
            ALLOW,
        };
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocateFrom(ValueLayout.JAVA_INT, program);
            MemorySegment fprog = arena.allocate(16, Long.BYTES);
            fprog.set(ValueLayout.JAVA_SHORT, 0, (short) (filter.byteSize() / INSTRUCTION_BYTES));
            fprog.set(ValueLayout.ADDRESS, Long.BYTES, filter);
            return SystemCall.call(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0) == 0
                    && SystemCall.call(
                                    SECCOMP,
                                    SECCOMP_SET_MODE_FILTER,
                                    SECCOMP_FILTER_FLAG_TSYNC,
                                    fprog.address())
                            == 0;
        }
    }
}
