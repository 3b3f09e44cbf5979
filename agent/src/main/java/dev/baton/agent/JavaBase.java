package dev.baton.agent;

import dev.baton.vthread.BootLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The module {@code java.base}: opened to Baton and to nobody else. */
final class JavaBase {
    private static final Module BASE = Object.class.getModule();
    private static final List<String> BRIDGE =
            List.of("dev.baton.bridge.Hooks", "dev.baton.bridge.Bridge");

    private JavaBase() {}

    /** Does for Baton's own module what {@link dev.baton.vthread.JdkAccess#FLAGS} do for all. */
    static void open(Instrumentation instrumentation) {
        Module ours = JavaBase.class.getModule();
        Set<Module> toUs = Set.of(ours);
        instrumentation.redefineModule(
                BASE,
                Set.of(),
                Map.of("jdk.internal.misc", toUs),
                Map.of("java.lang", toUs),
                Set.of(),
                Map.of());
        try {
            // What --enable-native-access=dev.baton would do if it knew modules that come later.
            Method enable = Module.class.getDeclaredMethod("implAddEnableNativeAccess");
            enable.setAccessible(true);
            enable.invoke(ours);
        } catch (ReflectiveOperationException e) {
            // Then the JVM warns of a restricted call, and that is all.
        }
    }

    /** Whether this JVM was taken over already, by the agent of another {@code -javaagent}. */
    static boolean hasBridge() {
        try {
            Class.forName(BRIDGE.getFirst(), false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Puts the bridge where the classes of java.base find it. */
    static void defineBridge(Instrumentation instrumentation) {
        Class<?> defined = null;
        for (String name : BRIDGE) { // in the order in which they need each other
            defined = BootLoader.define(name, classData(name));
        }
        Set<Module> bridge = Set.of(defined.getModule());
        for (Module reader : List.of(BASE, JavaBase.class.getModule())) {
            instrumentation.redefineModule(reader, bridge, Map.of(), Map.of(), Set.of(), Map.of());
        }
    }

    /** The class file of a class of java.base, as it is in the JDK. */
    static byte[] classFile(String name) throws IOException {
        try (InputStream in = BASE.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new IOException("java.base has no class file of " + name);
            }
            return in.readAllBytes();
        }
    }

    private static byte[] classData(String name) {
        String resource = name.replace('.', '/') + ".classdata";
        try (InputStream in = JavaBase.class.getClassLoader().getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
