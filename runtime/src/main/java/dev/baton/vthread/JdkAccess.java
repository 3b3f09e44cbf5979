package dev.baton.vthread;

/**
 * The check that comes before anything that touches the JDK's insides: without the flags the JVM
 * would answer with a linkage error somewhere deep, which tells a user nothing.
 */
public final class JdkAccess {
    /** The flags that a program on the class path needs. */
    public static final String FLAGS =
            "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED"
                    + " --add-opens java.base/java.lang=ALL-UNNAMED"
                    + " --enable-native-access=ALL-UNNAMED";

    private JdkAccess() {}

    /**
     * Returns normally when Baton can work on this JVM.
     *
     * @throws UnsupportedJdkException with one line that names what is missing
     */
    public static void require() {
        if (Runtime.version().feature() < 25) {
            throw new UnsupportedJdkException(
                    "Baton needs JDK 25 or later, this is " + Runtime.version(), null);
        }
        Module base = Object.class.getModule();
        Module ours = JdkAccess.class.getModule();
        if (!base.isOpen("java.lang", ours) || !base.isExported("jdk.internal.misc", ours)) {
            throw new UnsupportedJdkException("Baton needs these flags of java: " + FLAGS, null);
        }
        VirtualThreads.requireShape();
    }
}
