package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;

/**
 * The machine code between a C call and a system call.
 *
 * <p>Java calls C functions, and a C function takes its arguments in other registers than the
 * kernel does. The stub is the C function {@code long stub(long trap, long a1, … long a6)} that
 * moves each to its place, executes the system call instruction and returns what the kernel left in
 * the result register, errno or not. It calls nothing, uses no stack and has no state.
 *
 * <p>Against libc's {@code syscall} it saves no time worth the name; it saves the errno. libc would
 * put that into a thread-local, where the JVM must fetch it before anything else on the thread
 * overwrites it, to memory that each caller has to bring along.
 */
final class Stub {
    /** {@code long stub(long trap, long a1, … long a6)}. */
    static final FunctionDescriptor SIGNATURE =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG);

    /** The same with a2 a pointer: the JVM then keeps the memory behind it open during the call. */
    static final FunctionDescriptor SIGNATURE_ON_SEGMENT =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG);

    /**
     * System V's arguments are RDI RSI RDX RCX R8 R9 and the stack; the kernel's are RAX (the
     * number) and RDI RSI RDX R10 R8 R9. R10 stands in for RCX because the SYSCALL instruction
     * itself puts the return address into RCX (and the flags into R11): both are the caller's to
     * save in C, too.
     */
    private static final int[] X86_64 = {
        0x48, 0x89, 0xf8, // mov rax, rdi
        0x48, 0x89, 0xf7, // mov rdi, rsi
        0x48, 0x89, 0xd6, // mov rsi, rdx
        0x48, 0x89, 0xca, // mov rdx, rcx
        0x4d, 0x89, 0xc2, // mov r10, r8
        0x4d, 0x89, 0xc8, // mov r8, r9
        0x4c, 0x8b, 0x4c, 0x24, 0x08, // mov r9, [rsp + 8]: the seventh, above the return address
        0x0f, 0x05, // syscall
        0xc3, // ret
    };

    /** AAPCS64's arguments are X0..X6; the kernel's are X8 (the number) and X0..X5. */
    private static final int[] AARCH64 = {
        0xe8, 0x03, 0x00, 0xaa, // mov x8, x0
        0xe0, 0x03, 0x01, 0xaa, // mov x0, x1
        0xe1, 0x03, 0x02, 0xaa, // mov x1, x2
        0xe2, 0x03, 0x03, 0xaa, // mov x2, x3
        0xe3, 0x03, 0x04, 0xaa, // mov x3, x4
        0xe4, 0x03, 0x05, 0xaa, // mov x4, x5
        0xe5, 0x03, 0x06, 0xaa, // mov x5, x6
        0x01, 0x00, 0x00, 0xd4, // svc #0
        0xc0, 0x03, 0x5f, 0xd6, // ret
    };

    private Stub() {}

    /**
     * The stub for an architecture.
     *
     * @param arch which
     * @return its machine code, or null where we have none
     */
    static byte[] code(Arch arch) {
        return switch (arch) {
            case X86_64 -> bytes(X86_64);
            case AARCH64 -> bytes(AARCH64);
            case RISCV64 -> null;
        };
    }

    private static byte[] bytes(int[] unsigned) {
        byte[] bytes = new byte[unsigned.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) unsigned[i];
        }
        return bytes;
    }
}
