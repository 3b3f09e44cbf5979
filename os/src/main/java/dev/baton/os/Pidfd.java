package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Fds;
import dev.baton.syscall.Syscall;
import java.io.Closeable;
import java.time.Instant;

/**
 * A process that is waited for without a thread: Go's {@code os.Process} where it has a pidfd
 * (pidfd_linux.go). It needs Linux 5.4.
 *
 * <p>{@link Process#waitFor} parks a virtual thread as well, and for a child of the JDK's it does
 * as well: but the JDK keeps a thread for each child, which sleeps in {@code waitpid}, and one for
 * each other process whose end is asked for, which looks again and again. Here neither is needed;
 * any process can be waited for, with a deadline, until this is closed; and it stays that process
 * when its number is another's.
 *
 * <p>Nothing here reaps a child: who has started it does, as the JDK does with its own.
 *
 * <p>All may be called from any thread. One that was forgotten is closed when the collector finds
 * it.
 */
public final class Pidfd implements Closeable {
    private static final int OPTIONS = Fds.WEXITED | Fds.WNOHANG | Fds.WNOWAIT;

    /** What shells, and the JDK, add to the signal that killed a process. */
    private static final int SIGNALLED = 0x80;

    private static final long EINTR = -Errno.EINTR.number();

    private final String name;

    /** Null when it had ended, and was reaped, before this was made. */
    private final PollFd fd;

    /** Who knows how it ended; null when it is no child of the JDK's. */
    private final Process process;

    private Pidfd(String name, PollFd fd, Process process) {
        this.name = name;
        this.fd = fd;
        this.process = process;
    }

    /**
     * A process of which the number is known.
     *
     * @param pid its number, which is to be its own still
     * @return it
     * @throws PathError with ESRCH if there is no such process, with ENOSYS before Linux 5.3
     */
    public static Pidfd open(long pid) throws PathError {
        String name = nameOf(pid);
        return new Pidfd(name, opened(name, open(name, pid)), null);
    }

    /**
     * A process that the JDK has started. It may have ended already.
     *
     * @param process the process
     * @return it
     * @throws PathError with ENOSYS before Linux 5.3
     */
    public static Pidfd of(Process process) throws PathError {
        String name = nameOf(process.pid());
        long r1 = open(name, process.pid());
        if (r1 == Errno.ESRCH.result()) {
            return new Pidfd(name, null, process);
        }
        PollFd fd = opened(name, r1);
        // The JDK may have reaped it a moment ago, and the number be another's: no child of ours,
        // then.
        if (waitid(fd.fd(), new int[3]) == Errno.ECHILD.result()) {
            fd.close();
            return new Pidfd(name, null, process);
        }
        return new Pidfd(name, fd, process);
    }

    private static String nameOf(long pid) {
        return "process " + pid;
    }

    private static long open(String name, long pid) throws PathError {
        if (pid <= 0 || pid > Integer.MAX_VALUE) {
            throw new ErrInvalid("pidfd_open", name, "a process's number is 1 or more");
        }
        return Fds.pidfdOpen((int) pid, 0);
    }

    private static PollFd opened(String name, long r1) throws PathError {
        check("pidfd_open", name, r1);
        int fd = (int) r1;
        // Not by its own flag, which Linux has since 5.10 only.
        long set = Syscall.fcntl(fd, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
        if (Errno.isError(set)) {
            Syscall.close(fd);
        }
        check("pidfd_open", name, set);
        return PollFd.of(fd, name);
    }

    private static void check(String op, String name, long r1) throws PathError {
        if (Errno.isError(r1)) {
            throw PathError.of(op, name, Errno.errnoErr(r1));
        }
    }

    private static long waitid(int fd, int[] result) {
        long r1;
        do {
            r1 = Fds.waitid(Fds.P_PIDFD, fd, OPTIONS, result);
        } while (r1 == EINTR);
        return r1;
    }

    /**
     * Waits until the process has ended. An interrupt has no effect.
     *
     * @throws ErrDeadlineExceeded if the time that was set is over
     * @throws ErrClosed if this is closed, before or meanwhile
     * @throws PathError if it can't be waited for
     */
    public void waitFor() throws PathError {
        if (fd != null) {
            fd.waitRead();
        }
    }

    /**
     * How the process ended, when it has.
     *
     * @return its exit code, or 128 and the signal that killed it, as {@link Process#exitValue}
     * @throws ErrClosed if this was closed before
     * @throws ErrInvalid if it has not ended
     * @throws PathError with ECHILD if it is no child of this process, or was reaped, but by the
     *     JDK: nobody knows then
     */
    public int exitCode() throws PathError {
        if (fd == null) {
            return exitCodeFromJdk();
        }
        int[] result = new int[3];
        // As sendSignal in the turn that has no deadline: it does not wait.
        long r1 = fd.rawWrite(n -> waitid(n, result));
        if (r1 == Errno.ECHILD.result() && process != null) {
            return exitCodeFromJdk();
        }
        check("wait", name, r1);
        if (result[0] == 0) {
            throw new ErrInvalid("wait", name, "it has not ended");
        }
        return result[1] == Fds.CLD_EXITED ? result[2] : SIGNALLED + result[2];
    }

    /** It was reaped: the JDK's own thread is about to say so, if it has not yet. */
    private int exitCodeFromJdk() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Sends a signal to this process, and to no other that may have its number by now.
     *
     * @param signal its number, of signal(7)
     * @throws ErrClosed if this was closed before
     * @throws PathError with ESRCH if the process has ended and was reaped, with EPERM if it may
     *     not be sent one
     */
    public void sendSignal(int signal) throws PathError {
        check(
                "signal",
                name,
                fd == null
                        ? Errno.ESRCH.result()
                        : fd.rawWrite(n -> Fds.pidfdSendSignal(n, signal)));
    }

    /**
     * Sets until when {@link #waitFor} may last, as {@link File#setDeadline}.
     *
     * @param when null for no limit
     * @throws PathError {@link ErrClosed} if this was closed before
     */
    public void setDeadline(Instant when) throws PathError {
        if (fd != null) {
            fd.setReadDeadline(when);
        }
    }

    /**
     * Waits no more: who waits gets {@link ErrClosed}. Nothing happens to the process.
     *
     * @throws PathError if the kernel reports an error
     */
    @Override
    public void close() throws PathError {
        if (fd != null) {
            fd.close();
        }
    }

    /** The process. */
    @Override
    public String toString() {
        return "Pidfd[" + name + "]";
    }
}
