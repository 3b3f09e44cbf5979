package dev.baton.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.IllegalClassFormatException;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.function.BiConsumer;

/**
 * Lets Baton in when it is needed first. A JVM tells an agent of each class that is loaded, before
 * it is: so a program without virtual threads, as most commands are, has nothing of Baton but this
 * class. The first to need it waits until it is there.
 *
 * <p>Where anything was asked of Baton it takes over before the program, since what was asked may
 * be wrong, or to be seen at once.
 */
final class FirstUse implements ClassFileTransformer, Runnable {
    /** Makes all virtual threads; is changed when it is loaded. */
    private static final String CREATION = "java/lang/ThreadBuilders";

    /** What tools read that attach. */
    private static final String ATTACH = "jdk/internal/vm/VMSupport";

    // What shows the scheduler of virtual threads: jcmd, and the bean, which keeps what it saw.
    private static final String JCMD = "jdk/internal/vm/JcmdVThreadCommands";
    private static final String BEAN = "com/sun/management/internal/VirtualThreadSchedulerImpls";

    /** Looks for Baton, in the program's own jar. */
    private static final String API = "dev/baton/api/Link";

    /**
     * Whether one waits. The one that does nothing refers to: a program that had it would have the
     * JVM's instrumentation.
     */
    private static volatile boolean isWaiting;

    private final Instrumentation instrumentation;
    private final BatonModule.Jar jar;

    /** Takes over; started at the first use. Guarded by this. */
    private Thread takingOver;

    /** Changes the class that makes virtual threads; null where Baton could not take over. */
    private volatile ClassFileTransformer creation;

    private FirstUse(Instrumentation instrumentation, BatonModule.Jar jar) {
        this.instrumentation = instrumentation;
        this.jar = jar;
    }

    /**
     * Waits, before the program.
     *
     * @return false where it is needed at once: somebody has loaded what it would wait for
     */
    static boolean await(Instrumentation instrumentation, BatonModule.Jar jar) {
        FirstUse first = new FirstUse(instrumentation, jar);
        instrumentation.addTransformer(first);
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (isOfUse(loaded.getName())) {
                if (first.hasBegun()) {
                    break; // it came in between
                }
                instrumentation.removeTransformer(first);
                return false;
            }
        }
        isWaiting = true;
        return true;
    }

    /** Another agent of the same kind is there: what waits comes first. */
    static void isNow() throws ClassNotFoundException {
        if (isWaiting) {
            Class.forName(CREATION.replace('/', '.'), false, null);
        }
    }

    /** As classes are named, or class files. */
    private static boolean isOfUse(String name) {
        return isLike(CREATION, name)
                || isLike(ATTACH, name)
                || isLike(JCMD, name)
                || isLike(BEAN, name)
                || isLike(API, name);
    }

    /** Asked for each class that is loaded: nearly all differ in length. */
    private static boolean isLike(String watched, String name) {
        return watched.length() == name.length() && watched.equals(name.replace('.', '/'));
    }

    /**
     * A class is loaded.
     *
     * @return another class file for the one that makes virtual threads; null for all others
     */
    @Override
    public byte[] transform(
            Module module,
            ClassLoader loader,
            String name,
            Class<?> before,
            ProtectionDomain domain,
            byte[] classFile) {
        if (name == null || before != null || !isOfUse(name)) {
            return null;
        }
        begin();
        if (name.equals(ATTACH)) {
            return null; // taking over needs this very class; who attaches asks again
        }
        join();
        ClassFileTransformer change = creation;
        if (!name.equals(CREATION) || loader != null || change == null) {
            return null;
        }
        instrumentation.removeTransformer(this);
        try {
            return change.transform(module, loader, name, before, domain, classFile);
        } catch (IllegalClassFormatException e) {
            return null; // it throws none
        }
    }

    private synchronized boolean hasBegun() {
        return takingOver != null;
    }

    /**
     * The first starts a thread of its own: it may be deep in its stack, and is loading a class.
     */
    private synchronized void begin() {
        if (takingOver == null) {
            Thread thread = new Thread(rootGroup(), this, "baton-start", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null); // not the program's, which may want it unloaded
            takingOver = thread;
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                refuse("can't start: " + e);
            }
        }
    }

    /** Takes over, on that thread. */
    @Override
    @SuppressWarnings("unchecked") // what the module provides is both
    public void run() {
        try {
            ClassFileTransformer agent = BatonModule.atFirstUse(jar);
            ((BiConsumer<String, Instrumentation>) agent).accept(null, instrumentation);
            creation = agent;
        } catch (IllegalStateException e) {
            refuse(e.getMessage());
        } catch (Throwable e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            refuse("failed: " + cause);
        }
    }

    private void refuse(String why) {
        instrumentation.removeTransformer(this);
        System.err.println("baton: " + why + "; the program runs without Baton");
    }

    private void join() {
        Thread thread;
        synchronized (this) {
            thread = takingOver;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }
}
