package dev.baton.linux;

import java.io.IOException;
import java.nio.file.Path;

/** Why there is no {@link IoUring}, in words. */
public final class IoUringRefusal {
    static final String TOO_OLD =
            "io_uring: this kernel's is too old; Linux 5.12 has all that is needed";

    private static final int EPERM = 1;
    private static final int ENOMEM = 12;
    private static final int EINVAL = 22;
    private static final int EMFILE = 24;
    private static final int ENOSYS = 38;

    private static final Path DISABLED = Path.of("/proc/sys/kernel/io_uring_disabled");

    private IoUringRefusal() {}

    /**
     * Asks the kernel for a small one, which is closed at once.
     *
     * @return why there is none; null where there is
     */
    public static String ask() {
        try (IoUring ring = IoUring.open(1, 2)) {
            return ring.supports(RingOp.READ) ? null : TOO_OLD;
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    static String ofSetup(int errno) {
        return ofSetup(errno, disabled());
    }

    /** Says in words why io_uring_setup failed. */
    static String ofSetup(int errno, String disabled) {
        return "io_uring: "
                + switch (errno) {
                    case ENOSYS -> "this kernel has none, or a seccomp filter hides it (errno 38)";
                    case EPERM ->
                            disabled.matches("[12]")
                                    ? "forbidden, since kernel.io_uring_disabled is "
                                            + disabled
                                            + "; 0 allows it"
                                    : "forbidden (errno 1) although kernel.io_uring_disabled is "
                                            + disabled
                                            + ": by a seccomp filter, as in most containers, or a"
                                            + " security module";
                    case EINVAL -> "this kernel's is too old: it refuses the flags (errno 22)";
                    case ENOMEM ->
                            "no memory for it (errno 12); before Linux 5.12 it counts against"
                                    + " ulimit -l";
                    case EMFILE -> "no descriptor is left for it (errno 24); raise ulimit -n";
                    default -> Linkage.describe(errno);
                };
    }

    private static String disabled() {
        try {
            return ProcFile.read(DISABLED).strip();
        } catch (IOException e) {
            return "not there";
        }
    }
}
