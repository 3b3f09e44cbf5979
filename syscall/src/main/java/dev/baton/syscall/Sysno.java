package dev.baton.syscall;

/**
 * The numbers of the system calls, all that Linux has, for the architecture that this process runs
 * on. They are made from the kernel's headers: {@code src/tool/Numbers.java}.
 *
 * <p>x86-64 has a table of its own; the younger architectures share the kernel's generic one, which
 * left out what a newer call does as well: so there is {@code openat} and no {@code open}, {@code
 * mknodat} and no {@code mknod}. Both tables agree from number 424 on.
 *
 * <p>A call that an architecture does not have is −1 there. {@link Syscall} answers that, as any
 * negative number, with ENOSYS at once and asks no kernel: so none can be taken for another, and no
 * seccomp filter ends the process for it. A call that the running kernel is too old for is ENOSYS,
 * too, by the kernel.
 */
public final class Sysno extends SystemSysno {
    private Sysno() {}

    /**
     * What a number is called, for dumps and traces.
     *
     * @param trap any number
     * @return the call's name, or {@code syscall N} for a number that Linux does not have here
     */
    public static String name(int trap) {
        String name = called(trap);
        return name != null ? name : "syscall " + trap;
    }
}
