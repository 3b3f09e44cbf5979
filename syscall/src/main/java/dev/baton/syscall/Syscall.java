package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baton.BlockingSite;
import dev.baton.sched.Scheduler;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemorySegment;

/**
 * System calls, as Go's {@code syscall} package makes them.
 *
 * <p>{@link #syscall} and {@link #syscall6} are what a G calls the kernel with. They enter ({@link
 * Scheduler#enterSyscall}: the P is given away, so that others run on with it), execute the system
 * call instruction, and leave ({@link Scheduler#exitSyscall}: a P is taken again, or waited for).
 * On a platform thread, or a virtual thread that is not Baton's, there is nothing to give away, and
 * they are a plain call.
 *
 * <p>{@link #rawSyscall} and {@link #rawSyscall6} don't enter. A G that blocks in one holds its P
 * until sysmon finds out: use them only where the call can't take long.
 *
 * <p>The functions named for a call ({@link #read}, {@link #openat}…), here and in {@link Fds} and
 * {@link Sockets}, are {@code syscall} with the arguments in place. All return the kernel's own
 * result: −4095..−1 is an errno, see {@link Errno#errnoErr}. None retries, none checks what it is
 * given, none allocates; {@code dev.baton.os.File} does what an application wants.
 *
 * <p>Memory goes to the kernel as an address, which nothing but the caller keeps valid until the
 * call returns; where it is a {@link MemorySegment}, the call itself keeps it alive and open.
 *
 * <p>A number below 0, as {@link Sysno} has for calls that this architecture lacks, is −ENOSYS; the
 * kernel is not asked.
 *
 * <p>All functions may be called from any thread.
 */
public final class Syscall {
    private Syscall() {}

    /**
     * How system calls leave Java in this process. Decided once: by {@code
     * -Dbaton.syscall=stub|libc}, else the stub where executable memory may be had.
     *
     * @return the mechanism in use
     */
    public static Mechanism mechanism() {
        return Kernel.MECHANISM;
    }

    /**
     * Why it is this {@link #mechanism}.
     *
     * @return for a human, for example {@code executable memory was refused: mprotect(PROT_EXEC):
     *     Permission denied (EACCES)}
     */
    public static String mechanismReason() {
        return Kernel.REASON;
    }

    // ---- The four of the article ---------------------------------------------------------------

    /**
     * A system call that may block, of up to three arguments.
     *
     * @param trap the call's number, from {@link Sysno}
     * @param a1 the first argument
     * @param a2 the second argument
     * @param a3 the third argument
     * @return the kernel's result; −4095..−1 is an errno
     * @throws IllegalStateException if the caller is where no system call may be entered, as {@link
     *     Scheduler#enterSyscall} says
     */
    public static long syscall(int trap, long a1, long a2, long a3) {
        return syscall6(Sites.of(trap), trap, a1, a2, a3, 0, 0, 0);
    }

    /**
     * The same for a caller that knows the call site, or the descriptor, to have a habit of its
     * own.
     *
     * @param site what is known of it
     * @param trap the call's number, from {@link Sysno}
     * @param a1 the first argument
     * @param a2 the second argument
     * @param a3 the third argument
     * @return the kernel's result; −4095..−1 is an errno
     * @throws IllegalStateException as {@link #syscall(int, long, long, long)}
     */
    public static long syscall(BlockingSite site, int trap, long a1, long a2, long a3) {
        return syscall6(site, trap, a1, a2, a3, 0, 0, 0);
    }

    /**
     * A system call that may block, of up to six arguments.
     *
     * @param trap the call's number, from {@link Sysno}
     * @param a1 the first argument
     * @param a2 the second argument
     * @param a3 the third argument
     * @param a4 the fourth argument
     * @param a5 the fifth argument
     * @param a6 the sixth argument
     * @return the kernel's result; −4095..−1 is an errno
     * @throws IllegalStateException as {@link #syscall(int, long, long, long)}
     */
    public static long syscall6(int trap, long a1, long a2, long a3, long a4, long a5, long a6) {
        return syscall6(Sites.of(trap), trap, a1, a2, a3, a4, a5, a6);
    }

    /**
     * The same with a site: the one place where a G enters a system call, the call is made, and the
     * G comes back.
     *
     * @param site what is known of the caller's habit to block
     * @param trap the call's number, from {@link Sysno}
     * @param a1 the first argument
     * @param a2 the second argument
     * @param a3 the third argument
     * @param a4 the fourth argument
     * @param a5 the fifth argument
     * @param a6 the sixth argument
     * @return the kernel's result; −4095..−1 is an errno
     * @throws IllegalStateException as {@link #syscall(int, long, long, long)}
     */
    public static long syscall6(
            BlockingSite site, int trap, long a1, long a2, long a3, long a4, long a5, long a6) {
        boolean entered = Scheduler.enterSyscall(trap, site);
        try {
            return rawSyscall6(trap, a1, a2, a3, a4, a5, a6);
        } finally {
            if (entered) {
                Scheduler.exitSyscall();
            }
        }
    }

    /**
     * {@link #syscall6} with memory that someone else might free meanwhile: its arena can't be
     * closed until the call is over.
     *
     * @param site what is known of the caller's habit to block
     * @param trap the call's number, from {@link Sysno}
     * @param a1 the first argument
     * @param a2 the second argument: native memory
     * @param a3 the third argument
     * @param a4 the fourth argument
     * @return the kernel's result; −4095..−1 is an errno
     * @throws IllegalStateException if the arena is closed already, or as {@link #syscall(int,
     *     long, long, long)}
     * @throws WrongThreadException if the arena is confined to another thread
     * @throws IllegalArgumentException if the memory is on the Java heap
     */
    public static long syscall(
            BlockingSite site, int trap, long a1, MemorySegment a2, long a3, long a4) {
        if (trap < 0) {
            return Errno.ENOSYS.result();
        }
        boolean entered = Scheduler.enterSyscall(trap, site);
        try {
            return (long) Kernel.CALL_ON_SEGMENT.invokeExact((long) trap, a1, a2, a3, a4, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        } finally {
            if (entered) {
                Scheduler.exitSyscall();
            }
        }
    }

    /**
     * A system call of up to three arguments that keeps the P. If it sleeps in the kernel, the P
     * sleeps with it until sysmon finds out.
     *
     * @param trap the call's number, from {@link Sysno}
     * @param a1 the first argument
     * @param a2 the second argument
     * @param a3 the third argument
     * @return the kernel's result; −4095..−1 is an errno
     */
    public static long rawSyscall(int trap, long a1, long a2, long a3) {
        return rawSyscall6(trap, a1, a2, a3, 0, 0, 0);
    }

    /**
     * A system call of up to six arguments that keeps the P.
     *
     * @param trap the call's number, from {@link Sysno}
     * @param a1 the first argument
     * @param a2 the second argument
     * @param a3 the third argument
     * @param a4 the fourth argument
     * @param a5 the fifth argument
     * @param a6 the sixth argument
     * @return the kernel's result; −4095..−1 is an errno
     */
    public static long rawSyscall6(int trap, long a1, long a2, long a3, long a4, long a5, long a6) {
        if (trap < 0) {
            return Errno.ENOSYS.result();
        }
        try {
            return (long) Kernel.CALL.invokeExact((long) trap, a1, a2, a3, a4, a5, a6);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * A system call that can't sleep at all, such as {@code getpid}: {@link #rawSyscall} without
     * the JVM's change of the thread's state, which saves some 14 ns. A call that did sleep here
     * would stop not only its P: no safepoint, and so no garbage collection, could begin until it
     * ended.
     *
     * @param trap the call's number, from {@link Sysno}
     * @param a1 the first argument
     * @param a2 the second argument
     * @param a3 the third argument
     * @return the kernel's result; −4095..−1 is an errno
     */
    public static long rawSyscallShort(int trap, long a1, long a2, long a3) {
        if (trap < 0) {
            return Errno.ENOSYS.result();
        }
        try {
            return (long) Kernel.CALL_SHORT.invokeExact((long) trap, a1, a2, a3, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A downcall declares Throwable; what really comes is unchecked. */
    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException runtime) {
            return runtime;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("a downcall has no exceptions of its own", e);
    }

    // ---- Files ---------------------------------------------------------------------------------

    /**
     * {@code read(2)}.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param buf the address of at least count bytes
     * @param count how many bytes at most
     * @return bytes read, 0 at the end of the file, or −errno
     */
    public static long read(BlockingSite site, int fd, long buf, long count) {
        return syscall(site, Sysno.SYS_READ, fd, buf, count);
    }

    /**
     * {@code read(2)} into a whole segment.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param buf native memory
     * @return bytes read, 0 at the end of the file, or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long read(BlockingSite site, int fd, MemorySegment buf) {
        return syscall(site, Sysno.SYS_READ, fd, buf, buf.byteSize(), 0);
    }

    /**
     * {@code write(2)}.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param buf the address of at least count bytes
     * @param count how many bytes at most
     * @return bytes written, which may be fewer, or −errno
     */
    public static long write(BlockingSite site, int fd, long buf, long count) {
        return syscall(site, Sysno.SYS_WRITE, fd, buf, count);
    }

    /**
     * {@code write(2)} from a whole segment.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param buf native memory
     * @return bytes written, which may be fewer, or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long write(BlockingSite site, int fd, MemorySegment buf) {
        return syscall(site, Sysno.SYS_WRITE, fd, buf, buf.byteSize(), 0);
    }

    /**
     * {@code pread(2)}.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param buf the address of at least count bytes
     * @param count how many bytes at most
     * @param offset where in the file, in bytes
     * @return bytes read, 0 at the end of the file, or −errno
     */
    public static long pread(BlockingSite site, int fd, long buf, long count, long offset) {
        return syscall6(site, Sysno.SYS_PREAD64, fd, buf, count, offset, 0, 0);
    }

    /**
     * {@code pread(2)} into a whole segment.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param buf native memory
     * @param offset where in the file, in bytes
     * @return bytes read, 0 at the end of the file, or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long pread(BlockingSite site, int fd, MemorySegment buf, long offset) {
        return syscall(site, Sysno.SYS_PREAD64, fd, buf, buf.byteSize(), offset);
    }

    /**
     * {@code pwrite(2)}.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param buf the address of at least count bytes
     * @param count how many bytes at most
     * @param offset where in the file, in bytes
     * @return bytes written, which may be fewer, or −errno
     */
    public static long pwrite(BlockingSite site, int fd, long buf, long count, long offset) {
        return syscall6(site, Sysno.SYS_PWRITE64, fd, buf, count, offset, 0, 0);
    }

    /**
     * {@code pwrite(2)} from a whole segment.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param buf native memory
     * @param offset where in the file, in bytes
     * @return bytes written, which may be fewer, or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long pwrite(BlockingSite site, int fd, MemorySegment buf, long offset) {
        return syscall(site, Sysno.SYS_PWRITE64, fd, buf, buf.byteSize(), offset);
    }

    /**
     * {@code openat(2)} from the working directory.
     *
     * @param path the file, as UTF-8
     * @param flags of {@link Fcntl}; {@link Fcntl#O_CLOEXEC} is not added
     * @param perm permissions of a file that is made, less the umask
     * @return the descriptor, or −errno; −EINVAL for a NUL in the path, −EILSEQ for a lone
     *     surrogate
     */
    public static long open(String path, int flags, int perm) {
        return openat(Fcntl.AT_FDCWD, path, flags, perm);
    }

    /**
     * {@code openat(2)}.
     *
     * @param dirfd the directory that a relative path starts from, or {@link Fcntl#AT_FDCWD}
     * @param path the file, as UTF-8
     * @param flags of {@link Fcntl}; {@link Fcntl#O_CLOEXEC} is not added
     * @param perm permissions of a file that is made, less the umask
     * @return the descriptor, or −errno; −EINVAL for a NUL in the path, −EILSEQ for a lone
     *     surrogate
     */
    public static long openat(int dirfd, String path, int flags, int perm) {
        return onPath(Sysno.SYS_OPENAT, dirfd, path, flags, perm);
    }

    /**
     * {@code mknodat(2)} of a FIFO.
     *
     * @param path where, as UTF-8
     * @param perm its permissions, less the umask
     * @return 0 or −errno
     */
    public static long mkfifo(String path, int perm) {
        return onPath(Sysno.SYS_MKNODAT, Fcntl.AT_FDCWD, path, Fcntl.S_IFIFO | (perm & 07777), 0);
    }

    /**
     * {@code unlinkat(2)}: takes a name away; the file goes with the last name and descriptor.
     *
     * @param path the name, as UTF-8
     * @return 0 or −errno
     */
    public static long unlink(String path) {
        return onPath(Sysno.SYS_UNLINKAT, Fcntl.AT_FDCWD, path, 0, 0);
    }

    static long onPath(int trap, int dirfd, String path, long a3, long a4) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(path, bytes);
        try {
            return syscall6(trap, dirfd, p0.address(), a3, a4, 0, 0);
        } finally {
            Buffers.give(p0);
        }
    }

    /**
     * {@code close(2)}. Whatever it returns, the descriptor is gone; Linux leaves nothing to retry.
     *
     * @param fd the descriptor
     * @return 0 or −errno
     */
    public static long close(int fd) {
        return syscall(Sysno.SYS_CLOSE, fd, 0, 0);
    }

    /**
     * {@code lseek(2)}.
     *
     * @param fd the descriptor
     * @param offset bytes, from where whence says
     * @param whence {@link Fcntl#SEEK_SET} to {@link Fcntl#SEEK_HOLE}
     * @return the offset from the file's start, or −errno
     */
    public static long lseek(int fd, long offset, int whence) {
        return syscall(Sysno.SYS_LSEEK, fd, offset, whence);
    }

    /**
     * {@code fstat(2)}.
     *
     * @param fd the descriptor
     * @param stat takes the answer in element 0
     * @return 0 or −errno
     */
    public static long fstat(int fd, Stat[] stat) {
        Buffer buffer = Buffers.take(Stat.BYTES);
        try {
            long r1 = syscall(Sysno.SYS_FSTAT, fd, buffer.address(), 0);
            if (r1 == 0) {
                stat[0] = Stat.from(buffer.segment());
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code fsync(2)}: returns when data and metadata are on the device.
     *
     * @param fd the descriptor
     * @return 0 or −errno
     */
    public static long fsync(int fd) {
        return syscall(Sysno.SYS_FSYNC, fd, 0, 0);
    }

    /**
     * {@code fdatasync(2)}: as {@link #fsync} without metadata that reading does not need.
     *
     * @param fd the descriptor
     * @return 0 or −errno
     */
    public static long fdatasync(int fd) {
        return syscall(Sysno.SYS_FDATASYNC, fd, 0, 0);
    }

    /**
     * {@code ftruncate(2)}.
     *
     * @param fd the descriptor
     * @param size bytes from now on
     * @return 0 or −errno
     */
    public static long ftruncate(int fd, long size) {
        return syscall(Sysno.SYS_FTRUNCATE, fd, size, 0);
    }

    /**
     * {@code flock(2)}. Waits for others unless {@link Fcntl#LOCK_NB} is given.
     *
     * @param fd the descriptor
     * @param operation of {@link Fcntl}'s LOCK constants
     * @return 0 or −errno
     */
    public static long flock(int fd, int operation) {
        return syscall(Sysno.SYS_FLOCK, fd, operation, 0);
    }

    /**
     * {@code fcntl(2)}.
     *
     * @param fd the descriptor
     * @param command for example {@link Fcntl#F_GETFL}
     * @param argument the command's argument, 0 if it has none
     * @return what the command returns, or −errno
     */
    public static long fcntl(int fd, int command, long argument) {
        return syscall(Sysno.SYS_FCNTL, fd, command, argument);
    }

    /**
     * {@code dup(2)}.
     *
     * @param fd the descriptor
     * @return a second one for the same open file, or −errno
     */
    public static long dup(int fd) {
        // Not raw as in Go: when the table of descriptors must grow, the kernel waits for all CPUs.
        return syscall(Sysno.SYS_DUP, fd, 0, 0);
    }

    /**
     * {@code pipe2(2)}.
     *
     * @param fds takes the reading end in element 0 and the writing end in element 1
     * @param flags of {@link Fcntl}: O_CLOEXEC, O_NONBLOCK, O_DIRECT
     * @return 0 or −errno
     */
    public static long pipe2(int[] fds, int flags) {
        Buffer buffer = Buffers.take(2 * Integer.BYTES);
        try {
            long r1 = syscall(Sysno.SYS_PIPE2, buffer.address(), flags, 0);
            if (r1 == 0) {
                fds[0] = buffer.segment().get(JAVA_INT, 0);
                fds[1] = buffer.segment().get(JAVA_INT, Integer.BYTES);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    // ---- Time and identity ---------------------------------------------------------------------

    /**
     * {@code nanosleep(2)}: sleeps in the kernel. It is here to block with; a G that only wants to
     * wait uses {@link Thread#sleep}, which holds no thread.
     *
     * @param nanos how long at least, in nanoseconds, from 0 on; the kernel adds the thread's timer
     *     slack, 50 µs unless it was set
     * @return 0, or −EINTR when a signal ended it early
     */
    public static long nanosleep(long nanos) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            Timespec.set(buffer.segment(), 0, nanos);
            return syscall(Sysno.SYS_NANOSLEEP, buffer.address(), 0, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code getpid(2)}.
     *
     * @return this process
     */
    public static int getpid() {
        return (int) rawSyscallShort(Sysno.SYS_GETPID, 0, 0, 0);
    }

    /**
     * {@code getppid(2)}.
     *
     * @return the process that is this one's parent now
     */
    public static int getppid() {
        return (int) rawSyscallShort(Sysno.SYS_GETPPID, 0, 0, 0);
    }

    /**
     * {@code gettid(2)}.
     *
     * @return the OS thread that the caller runs on at the moment
     */
    public static int gettid() {
        return (int) rawSyscallShort(Sysno.SYS_GETTID, 0, 0, 0);
    }
}
