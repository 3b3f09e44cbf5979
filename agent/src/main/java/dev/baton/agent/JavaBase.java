package dev.baton.agent;

import dev.baton.vthread.BootLoader;
import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The module {@code java.base}: opened to Baton and to nobody else. */
final class JavaBase {
    private static final Module BASE = Object.class.getModule();
    private static final List<String> EXPORTS =
            List.of(
                    "jdk.internal.access",
                    "jdk.internal.foreign.abi",
                    "jdk.internal.loader",
                    "jdk.internal.misc",
                    "jdk.internal.vm");
    private static final String BRIDGE_PACKAGE = "dev.baton.bridge";
    private static final String GATE_PACKAGE = "dev.baton.gate";
    private static final List<String> BRIDGE =
            List.of(BRIDGE_PACKAGE + ".Hooks", BRIDGE_PACKAGE + ".Bridge", GATE_PACKAGE + ".Gate");

    private JavaBase() {}

    /** Does for Baton's own module what {@link JdkAccess#FLAGS} do for all. */
    static void open(Instrumentation instrumentation) {
        Module ours = JavaBase.class.getModule();
        Set<Module> toUs = Set.of(ours);
        Map<String, Set<Module>> exports = new HashMap<>();
        for (String name : EXPORTS) {
            exports.put(name, toUs);
        }
        instrumentation.redefineModule(
                BASE, Set.of(), exports, Map.of("java.lang", toUs), Set.of(), Map.of());
        JdkAccess.enableNativeAccess(ours);
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

    /**
     * Puts the bridge where the classes of java.base find it, and nobody but they and we may call
     * it: in a module of its own. The gate, which is for all to call, is there as well.
     */
    static void defineBridge(Instrumentation instrumentation) {
        Module bridge = BootLoader.defineModule(BRIDGE_PACKAGE, BRIDGE_PACKAGE, GATE_PACKAGE);
        Set<Module> users = Set.of(BASE, JavaBase.class.getModule());
        instrumentation.redefineModule(
                bridge, Set.of(BASE), Map.of(BRIDGE_PACKAGE, users), Map.of(), Set.of(), Map.of());
        for (Module user : users) {
            instrumentation.redefineModule(
                    user, Set.of(bridge), Map.of(), Map.of(), Set.of(), Map.of());
        }
        for (String name : BRIDGE) { // in the order in which they need each other
            BootLoader.define(name, OwnModule.classFile(name));
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
}
