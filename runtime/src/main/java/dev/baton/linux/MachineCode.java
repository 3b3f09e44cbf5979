package dev.baton.linux;

import java.io.IOException;
import jdk.internal.misc.Unsafe;

/**
 * Makes machine code of ours runnable. Each piece has pages of its own and stays for as long as the
 * process: somebody may always be about to run it.
 */
final class MachineCode {
    private static final long PROT_READ_WRITE = 1 | 2;
    private static final long PROT_READ_EXEC = 1 | 4;
    private static final long MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
    private static final long MAP_FAILED = -1;

    private MachineCode() {}

    /**
     * Copies code to memory that can be executed and no longer written. The kernel makes the
     * instruction caches see it, where a processor has them apart, when it makes a page executable.
     *
     * @param code instructions of this processor, at least one
     * @return the address of the first
     * @throws IOException naming the call that the system refused: it may allow no code but that of
     *     files
     */
    static long map(byte[] code) throws IOException {
        // The kernel rounds lengths up to pages, of whatever size it has.
        long address =
                SystemCall.call(
                        SystemCall.MMAP,
                        0,
                        code.length,
                        PROT_READ_WRITE,
                        MAP_PRIVATE_ANONYMOUS,
                        -1,
                        0);
        if (address == MAP_FAILED) {
            throw new IOException("mmap was refused");
        }
        Unsafe u = Unsafe.getUnsafe();
        u.copyMemory(code, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, address, code.length);
        if (SystemCall.call(SystemCall.MPROTECT, address, code.length, PROT_READ_EXEC) != 0) {
            SystemCall.call(SystemCall.MUNMAP, address, code.length, 0);
            throw new IOException("mprotect was refused");
        }
        return address;
    }
}
