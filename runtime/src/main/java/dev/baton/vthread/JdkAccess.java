package dev.baton.vthread;

import dev.baton.UnsupportedJdkException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import jdk.internal.access.SharedSecrets;

/**
 * The check that comes before anything that touches the JDK's insides: without the flags the JVM
 * would answer with a linkage error somewhere deep, which tells a user nothing.
 */
public final class JdkAccess {
    private static final Module OURS = JdkAccess.class.getModule();

    /** Whom the flags are for: all of the class path, or our module where that is on its path. */
    private static final String TO = OURS.isNamed() ? OURS.getName() : "ALL-UNNAMED";

    private static final String EXPORTS = "--add-exports java.base/jdk.internal.misc=" + TO;
    private static final String OPENS = "--add-opens java.base/java.lang=" + TO;
    private static final String NATIVE_ACCESS = "--enable-native-access=" + TO;

    /** The flags that a program needs; on the class path all of it has what they open. */
    public static final String FLAGS = EXPORTS + " " + OPENS + " " + NATIVE_ACCESS;

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
        List<String> missing = missingFlags();
        if (!missing.isEmpty()) {
            throw new UnsupportedJdkException(
                    "Baton needs flags that this java was started without: "
                            + String.join(" ", missing),
                    null);
        }
        try {
            VirtualThreads.requireShape();
        } catch (ExceptionInInitializerError e) {
            // Thrown here, since a call of a class's method comes after its initializer.
            if (e.getCause() instanceof UnsupportedJdkException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static List<String> missingFlags() {
        Module base = Object.class.getModule();
        List<String> missing = new ArrayList<>();
        if (!base.isExported("jdk.internal.misc", OURS)) {
            missing.add(EXPORTS);
        }
        if (!base.isOpen("java.lang", OURS)) {
            missing.add(OPENS);
        }
        if (!OURS.isNativeAccessEnabled() && (!missing.isEmpty() || isNativeAccessDenied())) {
            missing.add(NATIVE_ACCESS);
        }
        return missing;
    }

    /**
     * Without the flag a JDK may allow native access and warn of it once, which is for its user to
     * read and no reason to refuse; or it denies it, and only trying tells.
     */
    private static boolean isNativeAccessDenied() {
        try {
            MemorySegment.NULL.reinterpret(0);
            return false;
        } catch (IllegalCallerException e) {
            return true;
        }
    }

    /**
     * What {@code --enable-native-access} does, for a module that it doesn't know: one that came
     * later. Where that can't be, the JVM warns of a restricted call, and that is all.
     *
     * @param module one that was opened what {@link #FLAGS} open, and {@code jdk.internal.access}
     */
    public static void enableNativeAccess(Module module) {
        try {
            SharedSecrets.getJavaLangAccess().addEnableNativeAccess(module);
        } catch (LinkageError sinceJdk26) {
            try { // it returns nothing there; to call it so costs the start some milliseconds
                Method enable = Module.class.getDeclaredMethod("implAddEnableNativeAccess");
                enable.setAccessible(true);
                enable.invoke(module);
            } catch (ReflectiveOperationException e) {
                // then with that warning
            }
        }
    }

    /**
     * Defines a class beside another: by its loader, in its protection domain, without asking that
     * loader to find it.
     *
     * @param neighbour the other
     * @param name its name, with dots
     * @param classFile its bytes
     * @throws LinkageError when there is one of that name, or the bytes are no class file
     */
    public static void define(Class<?> neighbour, String name, byte[] classFile) {
        var _ =
                SharedSecrets.getJavaLangAccess()
                        .defineClass(
                                neighbour.getClassLoader(),
                                name,
                                classFile,
                                neighbour.getProtectionDomain(),
                                null);
    }

    /**
     * Who answers what the JDK's other packages ask {@code java.lang}: among them its instruments,
     * which ask for the scheduler.
     *
     * @return a name of a class of java.base; in another JDK maybe another
     */
    public static String javaLangAccessClass() {
        return SharedSecrets.getJavaLangAccess().getClass().getName();
    }
}
