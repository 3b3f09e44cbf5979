package dev.baton.syscall;

/**
 * The processor architectures whose system calls are known here: each has numbers of its own for
 * the calls, and some flags and structures differ too.
 */
enum Arch {
    /** x86-64: a table of system calls of its own, grown since 2001. */
    X86_64,

    /** 64-bit Arm: the kernel's generic table, with open flags inherited from 32-bit Arm. */
    AARCH64,

    /** 64-bit RISC-V: the kernel's generic table and flags. No machine code of ours: libc calls. */
    RISCV64;

    private static final Arch CURRENT =
            of(System.getProperty("os.name"), System.getProperty("os.arch"));

    /**
     * Where this process runs.
     *
     * @return never null
     */
    static Arch current() {
        return CURRENT;
    }

    /**
     * Recognises an architecture by the JVM's words for it.
     *
     * @param osName the system property {@code os.name}
     * @param osArch the system property {@code os.arch}
     * @return the architecture
     * @throws UnsupportedOperationException for any other system or processor, naming it
     */
    static Arch of(String osName, String osArch) {
        if (!"Linux".equals(osName)) {
            throw new UnsupportedOperationException(
                    "system calls are known for Linux only, and this is " + osName);
        }
        return switch (osArch) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            case "riscv64" -> RISCV64;
            default ->
                    throw new UnsupportedOperationException(
                            "no system call numbers are known for the processor "
                                    + osArch
                                    + "; known are amd64, aarch64 and riscv64");
        };
    }
}
