package dev.baton.syscall;

import java.lang.foreign.MemorySegment;

/** Turns bytes into code that the processor may run. */
@FunctionalInterface
interface ExecutableMemory {
    /**
     * Puts machine code where it can be called.
     *
     * @param code the instructions, position-independent
     * @return an executable copy that stays for the life of the process
     * @throws Refused when this process may not have executable memory
     */
    MemorySegment of(byte[] code) throws Refused;

    /** The system said no: SELinux, a seccomp filter, a hardened kernel. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        /**
         * Says what was refused.
         *
         * @param call the call and its errno
         */
        Refused(String call) {
            super("executable memory was refused: " + call);
        }
    }
}
