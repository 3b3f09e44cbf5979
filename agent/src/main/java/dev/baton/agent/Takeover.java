package dev.baton.agent;

import dev.baton.UnsupportedJdkException;
import dev.baton.bridge.Hooks;
import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Changes the JDK's classes.
 *
 * <p>They are redefined, not retransformed: no transformer stays behind to be asked about each
 * class that the program loads, and an agent that comes later and retransforms one of these classes
 * starts from what it is now.
 */
final class Takeover implements Supplier<String> {
    private static final ClassDesc FILE_DESCRIPTOR = ClassDesc.of("java.io.FileDescriptor");

    private final Instrumentation instrumentation;
    private final BlockingSites sites = new BlockingSites();
    private final boolean takesNetwork;

    private Takeover(Settings settings, Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
        this.takesNetwork = settings.netpoll();
    }

    /**
     * Makes virtual threads Gs from now on. What may block in the JDK is announced from the first
     * virtual thread on: a program without one doesn't wait for those classes to be changed.
     *
     * @throws UnsupportedJdkException when virtual threads can't be made Gs
     */
    static ProcessBaton start(
            Settings settings, TraceSettings trace, Instrumentation instrumentation) {
        Takeover takeover = new Takeover(settings, instrumentation);
        ProcessBaton baton = new ProcessBaton(settings, trace, takeover);
        Hooks.install(new BatonHooks(baton, takeover.sites));
        takeover.takeVirtualThreads();
        return baton;
    }

    private void takeVirtualThreads() {
        JdkChange creation = VirtualThreadCreation.change();
        List<ClassDefinition> definitions = new ArrayList<>();
        showInInstruments(definitions);
        try {
            definitions.add(define(creation));
            redefine(definitions);
        } catch (IOException
                | ClassNotFoundException
                | UnmodifiableClassException
                | LinkageError
                | RuntimeException e) {
            throw new UnsupportedJdkException(unknown(creation.className(), e), e);
        }
    }

    /** The bean keeps the first scheduler that it sees: so this comes before the program. */
    private static void showInInstruments(List<ClassDefinition> definitions) {
        try {
            definitions.add(define(CallsOfBridge.ofShownScheduler()));
        } catch (IOException | ClassNotFoundException | LinkageError | RuntimeException e) {
            StandardError.println(
                    "baton: "
                            + unknown(JdkAccess.javaLangAccessClass(), e)
                            + "; the JDK's instruments show its own scheduler");
        }
    }

    /**
     * Announces calls that may block. A class that can't be changed stays as it is, with one
     * warning: the watcher finds out about its calls.
     *
     * @return what of the JDK Baton has taken over now
     */
    @Override
    public String get() {
        OwnModule.loadAllClasses();
        Map<ClassDefinition, Integer> calls = new LinkedHashMap<>();
        for (JdkChange change : changes()) {
            try {
                int before = sites.size();
                ClassDefinition definition = define(change);
                calls.put(definition, sites.size() - before);
            } catch (IOException | ClassNotFoundException | RuntimeException e) {
                warn(change.className(), e);
            }
        }
        try {
            redefine(List.copyOf(calls.keySet()));
        } catch (ClassNotFoundException
                | UnmodifiableClassException
                | LinkageError
                | RuntimeException e) {
            calls.keySet().removeIf(definition -> !isRedefined(definition));
        }
        int announced = 0;
        for (int n : calls.values()) {
            announced += n;
        }
        String network = takesNetwork && takeNetwork() ? ", what waits for the network" : "";
        return "virtual threads" + network + " and " + announced + " blocking calls of the JDK's";
    }

    /** All of it or nothing: else virtual threads wait for sockets in the JDK's own pollers. */
    private boolean takeNetwork() {
        String className = "";
        try {
            List<ClassDefinition> definitions = new ArrayList<>();
            for (JdkChange change : NetworkWaits.changes()) {
                className = change.className();
                definitions.add(define(change));
            }
            redefine(definitions);
        } catch (IOException
                | ClassNotFoundException
                | UnmodifiableClassException
                | LinkageError
                | RuntimeException e) {
            StandardError.println(
                    "baton: " + unknown(className, e) + "; sockets stay with the JDK's pollers");
            return false;
        }
        return true;
    }

    private List<JdkChange> changes() {
        List<JdkChange> changes = new ArrayList<>(blockingCalls());
        if (takesNetwork) {
            changes.add(
                    ReadsOfSockets.change()); // finds nothing known while the network isn't ours
            changes.add(ClosesOfFiles.change());
        }
        return changes;
    }

    private List<JdkChange> blockingCalls() {
        return List.of(
                streams("java.io.FileInputStream").blocking("open0").reading("read0", "readBytes"),
                calls("java.io.FileOutputStream", null).blocking("open0", "write", "writeBytes"),
                streams("java.io.RandomAccessFile")
                        .blocking("open0", "write0", "writeBytes0")
                        .reading("read0", "readBytes0"),
                calls("sun.nio.ch.UnixFileDispatcherImpl", code -> code.aload(1))
                        .reading("read0", "readv0")
                        .blocking("write0", "writev0", "force0")
                        .atPlace("pread0", "pread")
                        .atPlace("pwrite0", "pwrite"),
                calls("sun.nio.ch.FileDispatcherImpl", null)
                        .blocking("transferTo0", "transferFrom0"),
                calls("sun.nio.fs.UnixNativeDispatcher", null)
                        .blocking("open0", "openat0", "read0", "write0"));
    }

    /** One that has its descriptor in a field. */
    private BlockingCalls streams(String className) {
        ClassDesc owner = ClassDesc.of(className);
        return calls(className, code -> code.aload(0).getfield(owner, "fd", FILE_DESCRIPTOR));
    }

    private BlockingCalls calls(String className, Consumer<CodeBuilder> descriptor) {
        return new BlockingCalls(sites, className, takesNetwork ? descriptor : null);
    }

    private static ClassDefinition define(JdkChange change)
            throws IOException, ClassNotFoundException {
        byte[] original = JavaBase.classFile(change.className());
        return new ClassDefinition(
                Class.forName(change.className(), false, null), change.apply(original));
    }

    private void redefine(List<ClassDefinition> definitions)
            throws UnmodifiableClassException, ClassNotFoundException {
        instrumentation.redefineClasses(definitions.toArray(new ClassDefinition[0]));
    }

    /**
     * Tries it with one alone, after one of them could not be changed. One that is not as it is in
     * the JDK any more, since another agent gave it a method, is an UnsupportedOperationException.
     */
    private boolean isRedefined(ClassDefinition definition) {
        try {
            redefine(List.of(definition));
            return true;
        } catch (ClassNotFoundException
                | UnmodifiableClassException
                | LinkageError
                | RuntimeException e) {
            warn(definition.getDefinitionClass().getName(), e);
            return false;
        }
    }

    private static void warn(String className, Throwable why) {
        StandardError.println("baton: " + unknown(className, why) + "; it stays as it was");
    }

    private static String unknown(String className, Throwable why) {
        return className + " of JDK " + Runtime.version() + " is not as Baton knows it: " + why;
    }
}
