package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;

/**
 * Who a process is, and what its children do. As the functions of {@link Syscall} they return the
 * kernel's own result, retry nothing and check nothing.
 *
 * <p>Some calls are left out on purpose. {@code fork} and {@code clone} would copy a JVM with one
 * of its threads: {@link ProcessBuilder} starts programs. {@code exit} would end a thread that the
 * JVM counts on: {@link System#exit}. {@code setuid} and its kind, {@code capset}, {@code unshare},
 * {@code setns} and {@code seccomp} change one thread of the OS, and a G does not stay on one: the
 * next one on it would have the rights of another. Who must has {@link Syscall#rawSyscall} and the
 * numbers.
 *
 * <p>All functions may be called from any thread.
 */
public final class Processes {
    /** {@code waitid}: any child. */
    public static final int P_ALL = 0;

    /** {@code waitid}: a child of a process group. */
    public static final int P_PGID = 2;

    /** {@code waitid}, {@code wait4}: also children that a signal has stopped. */
    public static final int WUNTRACED = 2;

    /** {@code waitid}, {@code wait4}: also children that go on again. */
    public static final int WCONTINUED = 8;

    /** How a child ended, of {@link Fds#waitid}: by a signal. */
    public static final int CLD_KILLED = 2;

    /** How a child ended, of {@link Fds#waitid}: by a signal, with a core dump. */
    public static final int CLD_DUMPED = 3;

    /** What became of a child, of {@link Fds#waitid}: a signal stopped it. */
    public static final int CLD_STOPPED = 5;

    /** What became of a child, of {@link Fds#waitid}: it goes on. */
    public static final int CLD_CONTINUED = 6;

    /** {@code prctl}: the signal that the process gets when the thread that made it ends. */
    public static final int PR_SET_PDEATHSIG = 1;

    /** {@code prctl}: whether the process may be dumped and traced. */
    public static final int PR_GET_DUMPABLE = 3;

    /** {@code prctl}: changes that. */
    public static final int PR_SET_DUMPABLE = 4;

    /** {@code prctl}: the OS thread's name, up to 15 bytes. */
    public static final int PR_SET_NAME = 15;

    /** {@code prctl}: which it is, into 16 bytes. */
    public static final int PR_GET_NAME = 16;

    /** {@code prctl}: how late the OS thread's timers may go off, in nanoseconds. */
    public static final int PR_SET_TIMERSLACK = 29;

    /** {@code prctl}: how late that is. */
    public static final int PR_GET_TIMERSLACK = 30;

    /** {@code prctl}: orphans below this process become its children. */
    public static final int PR_SET_CHILD_SUBREAPER = 36;

    /** {@code prctl}: whether they do, into an int. */
    public static final int PR_GET_CHILD_SUBREAPER = 37;

    /** {@code prctl}: whether the OS thread can get no more rights by executing a program. */
    public static final int PR_GET_NO_NEW_PRIVS = 39;

    /** {@code kcmp}: whether two descriptors are of the same open file. */
    public static final int KCMP_FILE = 0;

    /** {@code kcmp}: whether two processes have the same memory. */
    public static final int KCMP_VM = 1;

    /** {@code kcmp}: whether two processes have the same table of descriptors. */
    public static final int KCMP_FILES = 2;

    private static final int IDS = 3;

    // include/uapi/linux/capability.h: version 3 has each set in two words of 32 bits.
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    private static final int CAPABILITY_HEADER_BYTES = 8;
    private static final int CAPABILITY_SETS = 3;

    private Processes() {}

    /**
     * {@code getuid(2)}.
     *
     * @return the user that the OS thread is of; those beyond 2³¹ are negative
     */
    public static int getuid() {
        return (int) Syscall.rawSyscallShort(Sysno.SYS_GETUID, 0, 0, 0);
    }

    /**
     * {@code geteuid(2)}.
     *
     * @return the user that counts
     */
    public static int geteuid() {
        return (int) Syscall.rawSyscallShort(Sysno.SYS_GETEUID, 0, 0, 0);
    }

    /**
     * {@code getgid(2)}.
     *
     * @return the group that the OS thread is of
     */
    public static int getgid() {
        return (int) Syscall.rawSyscallShort(Sysno.SYS_GETGID, 0, 0, 0);
    }

    /**
     * {@code getegid(2)}.
     *
     * @return the group that counts
     */
    public static int getegid() {
        return (int) Syscall.rawSyscallShort(Sysno.SYS_GETEGID, 0, 0, 0);
    }

    /**
     * {@code getresuid(2)}.
     *
     * @param ids takes the real user, the one that counts and the saved one
     * @return 0 or −errno
     */
    public static long getresuid(int[] ids) {
        return ids(Sysno.SYS_GETRESUID, ids);
    }

    /**
     * {@code getresgid(2)}.
     *
     * @param ids takes the real group, the one that counts and the saved one
     * @return 0 or −errno
     */
    public static long getresgid(int[] ids) {
        return ids(Sysno.SYS_GETRESGID, ids);
    }

    private static long ids(int trap, int[] ids) {
        Buffer buffer = Buffers.take(IDS * Integer.BYTES);
        try {
            long address = buffer.address();
            long r1 =
                    Syscall.rawSyscall(
                            trap, address, address + Integer.BYTES, address + 2 * Integer.BYTES);
            if (r1 == 0) {
                for (int i = 0; i < IDS; i++) {
                    ids[i] = buffer.segment().getAtIndex(JAVA_INT, i);
                }
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code getgroups(2)}: the groups besides.
     *
     * @param groups takes them; with length 0 it only counts
     * @return how many there are, or −errno: −EINVAL when there is no room for all
     */
    public static long getgroups(int[] groups) {
        // A buffer holds 262,144 of them, and there can't be more than 65,536.
        int room = Math.min(groups.length, Buffers.MAX_BYTES / Integer.BYTES);
        Buffer buffer = Buffers.take(room * Integer.BYTES);
        try {
            long r1 = Syscall.rawSyscall(Sysno.SYS_GETGROUPS, room, buffer.address(), 0);
            for (int i = 0; room > 0 && i < r1; i++) {
                groups[i] = buffer.segment().getAtIndex(JAVA_INT, i);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code getpgid(2)}.
     *
     * @param pid the process; 0 for this one
     * @return its process group, or −errno: −ESRCH when there is no such process
     */
    public static long getpgid(int pid) {
        return Syscall.rawSyscallShort(Sysno.SYS_GETPGID, pid, 0, 0);
    }

    /**
     * {@code setpgid(2)}: moves this process, or a child that has not executed a program yet.
     *
     * @param pid the process; 0 for this one
     * @param pgid the group; 0 for one of its own
     * @return 0 or −errno: −EACCES for a child that has, −EPERM for one that leads a session
     */
    public static long setpgid(int pid, int pgid) {
        return Syscall.syscall(Sysno.SYS_SETPGID, pid, pgid, 0);
    }

    /**
     * {@code getsid(2)}.
     *
     * @param pid the process; 0 for this one
     * @return its session, or −errno: −ESRCH when there is no such process
     */
    public static long getsid(int pid) {
        return Syscall.rawSyscallShort(Sysno.SYS_GETSID, pid, 0, 0);
    }

    /**
     * {@code setsid(2)}: a session and a process group of this process's own, without a terminal.
     *
     * @return the session, or −errno: −EPERM when the process leads a process group
     */
    public static long setsid() {
        return Syscall.syscall(Sysno.SYS_SETSID, 0, 0, 0);
    }

    /**
     * {@code umask(2)}: of all threads of the process.
     *
     * @param mask the permissions that files are made without from now on
     * @return those until now
     */
    public static int umask(int mask) {
        return (int) Syscall.rawSyscallShort(Sysno.SYS_UMASK, mask, 0, 0);
    }

    /**
     * {@code personality(2)}.
     *
     * @param persona the ways of other systems; −1 only asks
     * @return those until now, or −errno
     */
    public static long personality(int persona) {
        return Syscall.rawSyscallShort(Sysno.SYS_PERSONALITY, persona & 0xffff_ffffL, 0, 0);
    }

    /**
     * {@code prctl(2)}. Much of it is of the OS thread that calls, which is a G's for the moment.
     *
     * @param option {@link #PR_SET_NAME} or another
     * @param a2 as the option has it
     * @param a3 as the option has it
     * @param a4 as the option has it
     * @param a5 as the option has it
     * @return as the option has it, or −errno
     */
    public static long prctl(int option, long a2, long a3, long a4, long a5) {
        return Syscall.syscall6(Sysno.SYS_PRCTL, option, a2, a3, a4, a5, 0);
    }

    /**
     * {@code capget(2)}: the capabilities of an OS thread, a bit each, as capability(7) counts
     * them.
     *
     * @param tid the thread; 0 for the one that asks
     * @param sets takes those that count, those that may be switched on, and those that are handed
     *     down
     * @return 0 or −errno: −ESRCH when there is no such thread
     */
    public static long capget(int tid, long[] sets) {
        Buffer buffer = Buffers.take(CAPABILITY_HEADER_BYTES + 2 * CAPABILITY_SETS * Integer.BYTES);
        try {
            buffer.segment().set(JAVA_INT, 0, CAPABILITY_VERSION_3);
            buffer.segment().set(JAVA_INT, Integer.BYTES, tid);
            long r1 =
                    Syscall.rawSyscall(
                            Sysno.SYS_CAPGET,
                            buffer.address(),
                            buffer.address() + CAPABILITY_HEADER_BYTES,
                            0);
            if (r1 == 0) {
                for (int i = 0; i < CAPABILITY_SETS; i++) {
                    long at = CAPABILITY_HEADER_BYTES + (long) i * Integer.BYTES;
                    long low = buffer.segment().get(JAVA_INT, at) & 0xffff_ffffL;
                    long high =
                            buffer.segment().get(JAVA_INT, at + CAPABILITY_SETS * Integer.BYTES);
                    sets[i] = high << Integer.SIZE | low;
                }
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code wait4(2)}: waits for a child, and takes it away from others that wait: the JDK waits
     * for what {@link ProcessBuilder} starts, and would not learn its exit code. Children that the
     * JDK knows are looked at with {@link Fds#waitid} and {@link Fds#WNOWAIT}.
     *
     * @param pid the child; −1 for any, 0 for any of this process group, else minus a process group
     * @param options {@link Fds#WNOHANG}, {@link #WUNTRACED}, {@link #WCONTINUED}
     * @param status takes how it ended in element 0, as wait(2) codes it
     * @param usage takes what it has used in element 0; null when nobody asks
     * @return the child, 0 with WNOHANG when none has ended; or −errno: −ECHILD when there is none
     */
    public static long wait4(int pid, int options, int[] status, Rusage[] usage) {
        Buffer buffer = Buffers.take(Rusage.BYTES + Integer.BYTES);
        try {
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_WAIT4,
                            pid,
                            buffer.address() + Rusage.BYTES,
                            options,
                            usage == null ? 0 : buffer.address(),
                            0,
                            0);
            if (r1 > 0) {
                status[0] = buffer.segment().get(JAVA_INT, Rusage.BYTES);
                if (usage != null) {
                    usage[0] = Rusage.from(buffer.segment(), 0);
                }
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code kcmp(2)}: whether two processes share something.
     *
     * @param pid1 one process
     * @param pid2 the other, which may be the same
     * @param type {@link #KCMP_FILE} or another
     * @param index1 the first one's descriptor, with KCMP_FILE
     * @param index2 the second one's
     * @return 0 when they do, 1, 2 or 3 when they don't; or −errno: −EBADF, −EPERM where {@code
     *     ptrace} may not be used, −ENOSYS where the kernel was built without
     */
    public static long kcmp(int pid1, int pid2, int type, long index1, long index2) {
        return Syscall.syscall6(Sysno.SYS_KCMP, pid1, pid2, type, index1, index2, 0);
    }
}
