package dev.baton.syscall;

/** How a system call leaves Java. */
public enum Mechanism {
    /** Machine code of ours that executes the processor's system call instruction. */
    STUB,

    /** The C library's {@code syscall(2)}, its {@code errno} captured after the call. */
    LIBC;

    /** The system property that forces one of them: {@code stub}, {@code libc} or empty. */
    static final String PROPERTY = "baton.syscall";

    /**
     * Reads the property.
     *
     * @param value its value; null and the empty string leave the choice to us
     * @return what is forced, or null
     * @throws IllegalArgumentException for any other value, naming it
     */
    static Mechanism forced(String value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "" -> null;
            case "stub" -> STUB;
            case "libc" -> LIBC;
            default ->
                    throw new IllegalArgumentException(
                            "-D"
                                    + PROPERTY
                                    + "="
                                    + value
                                    + ": no such way to call the kernel; give stub or libc, or"
                                    + " leave the property out");
        };
    }
}
