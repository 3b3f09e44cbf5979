package dev.baton.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.module.ModuleReader;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/** The module that Baton's own classes are in, seen from inside. {@link BatonModule} made it. */
final class OwnModule {
    private static final Module SELF = OwnModule.class.getModule();
    private static final String CLASS = ".class";

    /** What the module's reader reads as all of the jar. */
    private static final String WHOLE_JAR = "baton.jar";

    private OwnModule() {}

    /** Which Baton this is. */
    static String version() {
        return SELF.getDescriptor().rawVersion().orElse("of no version");
    }

    /** Where classes are that no carrier runs. */
    private static final Set<String> OF_OTHER_THREADS =
            Set.of(
                    "dev.baton.agent.control",
                    "dev.baton.agent.jfr",
                    "dev.baton.agent.live",
                    "dev.baton.agent.observe",
                    "dev.baton.sched.logging");

    /**
     * Loads all classes that a carrier may run. Once the JDK's reads of files are announced, to
     * load a class from the jar would lead from the scheduler into the scheduler.
     *
     * @throws NoClassDefFoundError when one of them can't be read
     */
    static void loadAllClasses(Instrumentation instrumentation) {
        try (ModuleReader reader = open()) {
            Optional<ByteBuffer> jar = reader.read(WHOLE_JAR);
            if (jar.isPresent()) {
                StoredClasses classes = new StoredClasses(jar.get().array());
                classes.define(OwnModule.class, instrumentation);
            }
            for (Iterator<String> names = reader.list().iterator(); names.hasNext(); ) {
                String name = names.next();
                if (name.endsWith(CLASS)) {
                    String stem = name.substring(0, name.length() - CLASS.length());
                    load(stem.replace('/', '.'));
                }
            }
        } catch (ClassNotFoundException | IOException e) {
            throw (NoClassDefFoundError) new NoClassDefFoundError(e.toString()).initCause(e);
        }
    }

    private static void load(String className) throws ClassNotFoundException {
        if (isCarriers(className)) {
            Class.forName(className, false, SELF.getClassLoader());
        }
    }

    /** Whether a carrier may run it. */
    static boolean isCarriers(String className) {
        String packageName = className.substring(0, className.lastIndexOf('.'));
        // The bridge is another module's.
        return SELF.getPackages().contains(packageName) && !OF_OTHER_THREADS.contains(packageName);
    }

    /** The class file of a class that is not this module's to define. */
    static byte[] classFile(String className) {
        try (ModuleReader reader = open()) {
            Optional<ByteBuffer> bytes = reader.read(className.replace('.', '/') + CLASS);
            return bytes.orElseThrow().array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModuleReader open() throws IOException {
        return SELF.getLayer()
                .configuration()
                .findModule(SELF.getName())
                .orElseThrow()
                .reference()
                .open();
    }
}
