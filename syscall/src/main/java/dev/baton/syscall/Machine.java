package dev.baton.syscall;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;

/**
 * The machine and its kernel. As the functions of {@link Syscall} they return the kernel's own
 * result, retry nothing and check nothing.
 *
 * <p>All functions may be called from any thread.
 */
public final class Machine {
    /** {@code getrandom}: fail with EAGAIN rather than wait. */
    public static final int GRND_NONBLOCK = 1;

    /** {@code getrandom}: from {@code /dev/random}'s pool. */
    public static final int GRND_RANDOM = 2;

    /** {@code getrandom}: also before there is enough randomness. */
    public static final int GRND_INSECURE = 4;

    private Machine() {}

    /**
     * {@code uname(2)}.
     *
     * @param name takes the answer in element 0
     * @return 0 or −errno
     */
    public static long uname(Utsname[] name) {
        Buffer buffer = Buffers.take(Utsname.BYTES);
        try {
            long r1 = Syscall.syscall(Sysno.SYS_UNAME, buffer.address(), 0, 0);
            if (r1 == 0) {
                name[0] = Utsname.from(buffer.segment());
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sysinfo(2)}.
     *
     * @param info takes the answer in element 0
     * @return 0 or −errno
     */
    public static long sysinfo(Sysinfo[] info) {
        Buffer buffer = Buffers.take(Sysinfo.BYTES);
        try {
            long r1 = Syscall.syscall(Sysno.SYS_SYSINFO, buffer.address(), 0, 0);
            if (r1 == 0) {
                info[0] = Sysinfo.from(buffer.segment());
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code getrandom(2)}. It waits only on a machine that has just been started; 256 bytes at
     * most are never fewer than asked for.
     *
     * @param address of at least count bytes
     * @param count how many
     * @param flags {@link #GRND_NONBLOCK} and others
     * @return bytes written, or −errno: −EAGAIN, −EINVAL for flags that don't go together
     */
    public static long getrandom(long address, long count, int flags) {
        return Syscall.syscall(Sysno.SYS_GETRANDOM, address, count, flags);
    }
}
