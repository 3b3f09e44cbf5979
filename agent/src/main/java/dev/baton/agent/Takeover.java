package dev.baton.agent;

import dev.baton.UnsupportedJdkException;
import dev.baton.agent.BlockingCalls.Descriptor;
import dev.baton.agent.classfile.CodeEdit;
import dev.baton.bridge.Hooks;
import dev.baton.sched.ConfiguredLimits;
import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Changes the JDK's classes.
 *
 * <p>They are redefined, not retransformed: no transformer stays behind to be asked about each
 * class that the program loads, and an agent that comes later and retransforms one of these classes
 * starts from what it is now.
 */
final class Takeover implements Supplier<String> {
    private static final String FILE_CHANNEL = "sun.nio.ch.FileChannelImpl";

    /**
     * Calls of the kernel with a path, which it may have to ask a file server about: announced
     * under a limit alone, for elsewhere they seldom wait.
     */
    private static final String[] PATHS_OF_NIO = {
        "access0",
        "chmod0",
        "link0",
        "lstat0",
        "mkdir0",
        "opendir0",
        "readlink0",
        "realpath0",
        "rename0",
        "rmdir0",
        "stat0",
        "statvfs0",
        "unlink0"
    };

    /** The same of {@code java.io.File}. */
    private static final String[] PATHS_OF_IO = {
        "canonicalize0",
        "checkAccess0",
        "createDirectory0",
        "createFileExclusively0",
        "delete0",
        "getBooleanAttributes0",
        "getLastModifiedTime0",
        "getLength0",
        "getSpace0",
        "list0",
        "rename0"
    };

    private final Instrumentation instrumentation;
    private final BlockingSites sites = new BlockingSites();
    private final boolean takesNetwork;
    private final boolean limitsFiles;

    private Takeover(Settings settings, Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
        this.takesNetwork = settings.netpoll();
        this.limitsFiles = ConfiguredLimits.get().haveFiles();
    }

    /**
     * Makes virtual threads Gs from now on. What may block in the JDK is announced from the first
     * virtual thread on: a program without one doesn't wait for those classes to be changed.
     *
     * @throws UnsupportedJdkException when virtual threads can't be made Gs
     */
    static ProcessBaton start(
            Settings settings, TraceSettings trace, Instrumentation instrumentation) {
        ConfiguredLimits.set(settings.limits()); // before there is a site
        Takeover takeover = new Takeover(settings, instrumentation);
        ProcessBaton baton = takeover.answerHooks(settings, trace);
        takeover.takeVirtualThreads();
        return baton;
    }

    /** The same, where {@link FirstUseAgent} changes the class that makes virtual threads. */
    static ProcessBaton startAtFirstUse(
            Settings settings, TraceSettings trace, Instrumentation instrumentation) {
        Takeover takeover = new Takeover(settings, instrumentation);
        ProcessBaton baton = takeover.answerHooks(settings, trace);
        List<ClassDefinition> definitions = new ArrayList<>();
        showInInstruments(definitions);
        try {
            takeover.redefine(definitions);
        } catch (ClassNotFoundException
                | UnmodifiableClassException
                | LinkageError
                | RuntimeException e) {
            warnOfInstruments(e);
        }
        return baton;
    }

    private ProcessBaton answerHooks(Settings settings, TraceSettings trace) {
        ProcessBaton baton = new ProcessBaton(settings, trace, this);
        Hooks.install(
                settings.limits().isEmpty()
                        ? new BatonHooks(baton, sites)
                        : new LimitedHooks(
                                baton, sites, ConfiguredLimits.get(), settings.netpoll()));
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
            warnOfInstruments(e);
        }
    }

    private static void warnOfInstruments(Throwable why) {
        StandardError.println(
                "baton: "
                        + unknown(JdkAccess.javaLangAccessClass(), why)
                        + "; the JDK's instruments show its own scheduler");
    }

    /**
     * Announces calls that may block. A class that can't be changed stays as it is, with one
     * warning: the watcher finds out about its calls.
     *
     * @return what of the JDK Baton has taken over now
     */
    @Override
    public String get() {
        OwnModule.loadAllClasses(instrumentation);
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
        }
        if (takesNetwork || limitsFiles) {
            changes.add(ClosesOfFiles.change());
        }
        if (limitsFiles) {
            changes.add(
                    new MethodChanges(FILE_CHANNEL)
                            .change("implCloseChannel", "()V", Takeover::tellOfClose));
        }
        return changes;
    }

    /** It waits for who reads before it closes the file. */
    private static void tellOfClose(CodeEdit code) {
        code.first()
                .aload(0)
                .getfield("sun/nio/ch/FileChannelImpl", "fd", "Ljava/io/FileDescriptor;")
                .invokestatic(JdkChange.BRIDGE, "closing", "(Ljava/io/FileDescriptor;)V");
    }

    private List<JdkChange> blockingCalls() {
        List<JdkChange> calls =
                new ArrayList<>(
                        List.of(
                                calls("java.io.FileInputStream", Descriptor.FIELD)
                                        .opening(1, "open0")
                                        .reading("read0", "readBytes")
                                        .usingUnderLimit("length0", "available0"),
                                calls("java.io.FileOutputStream", Descriptor.FIELD)
                                        .opening(1, "open0")
                                        .using("write", "writeBytes"),
                                calls("java.io.RandomAccessFile", Descriptor.FIELD)
                                        .opening(1, "open0")
                                        .reading("read0", "readBytes0")
                                        .using("write0", "writeBytes0")
                                        .usingUnderLimit("length0", "setLength0"),
                                calls("sun.nio.ch.UnixFileDispatcherImpl", Descriptor.ARGUMENT)
                                        .reading("read0", "readv0")
                                        .using("pread0", "write0", "pwrite0", "writev0", "force0")
                                        .offering("pread0", "pread")
                                        .offering("pwrite0", "pwrite")
                                        .usingUnderLimit("size0", "truncate0"),
                                calls("sun.nio.ch.FileDispatcherImpl", Descriptor.NONE)
                                        .usingTwo(1, 6, "transferTo0")
                                        .usingTwo(1, 2, "transferFrom0"),
                                calls("sun.nio.fs.UnixNativeDispatcher", Descriptor.NONE)
                                        .opening(0, "open0")
                                        .usingNumber(0, "openat0", "read0", "write0")
                                        .openingUnderLimit(0, PATHS_OF_NIO)));
        if (limitsFiles) {
            calls.add(
                    calls("java.io.UnixFileSystem", Descriptor.NONE)
                            .openingUnderLimit(1, PATHS_OF_IO));
        }
        return calls;
    }

    private BlockingCalls calls(String className, Descriptor descriptor) {
        boolean isAsked = takesNetwork || limitsFiles;
        return new BlockingCalls(
                sites, className, isAsked ? descriptor : Descriptor.NONE, limitsFiles);
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

    static String unknown(String className, Throwable why) {
        return className + " of JDK " + Runtime.version() + " is not as Baton knows it: " + why;
    }
}
