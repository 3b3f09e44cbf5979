package dev.baton.os;

import dev.baton.syscall.Errno;
import java.io.IOException;

/**
 * A system call that failed and had no file to name: Go's {@code os.SyscallError}. Its message
 * reads {@code pipe2: Too many open files (EMFILE)}.
 */
public final class SyscallError extends IOException {
    private static final long serialVersionUID = 1L;

    /** Which call it was. */
    private final String syscall;

    /** What the kernel said. */
    private final int errnoNumber;

    SyscallError(String syscall, Errno errno) {
        super(syscall + ": " + errno);
        this.syscall = syscall;
        this.errnoNumber = errno.number();
    }

    /**
     * Which call it was.
     *
     * @return for example {@code pipe2}
     */
    public String syscall() {
        return syscall;
    }

    /**
     * What the kernel said.
     *
     * @return never null
     */
    public Errno errno() {
        return Errno.of(errnoNumber);
    }
}
