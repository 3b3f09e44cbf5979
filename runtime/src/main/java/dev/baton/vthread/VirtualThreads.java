package dev.baton.vthread;

import dev.baton.UnsupportedJdkException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import jdk.internal.misc.CarrierThread;
import jdk.internal.misc.Unsafe;

/**
 * What Baton knows of the JDK's own virtual threads, looked up once and by shape: a JDK in which
 * something is missing is refused by the name of what is missing, and nothing goes by a version
 * number. What each handle stands for can be read in {@code java/lang/VirtualThread.java} of the
 * JDK's {@code lib/src.zip}.
 */
public final class VirtualThreads {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final String POLLER = "sun.nio.ch.Poller";

    private static final MethodHandle CURRENT_CARRIER;
    private static final MethodHandle NEW_VIRTUAL_THREAD;
    private static final MethodHandle DISABLE_PREEMPT;
    private static final MethodHandle ENABLE_PREEMPT;
    private static final long STATE;
    private static final long INTERRUPTED;
    private static final long RUN_CONTINUATION;
    private static final long SCHEDULER;
    private static final long CAPTURED_THREAD;
    private static final Class<?> VTHREAD_CLASS;
    private static final Class<?> CONTINUATION_CLASS;
    private static final ForkJoinPool DEFAULT_SCHEDULER;
    private static final ScheduledExecutorService[] DELAYED_TASK_SCHEDULERS;

    /**
     * The last one that {@link #isLater} has found. Any thread: it is found again where not seen.
     */
    private static Class<?> laterContinuationClass;

    // States of java.lang.VirtualThread that mean "off its carrier, to be run", and two more.
    private static final int STARTED;
    private static final int UNPARKED;
    private static final int UNBLOCKED;
    private static final int YIELDING;
    private static final int YIELDED;
    private static final int TERMINATED;

    static {
        String lookingFor = "java.lang.VirtualThread";
        try {
            MethodHandles.Lookup self = MethodHandles.lookup();
            Class<?> vthread = Class.forName(lookingFor);
            VTHREAD_CLASS = vthread;
            MethodHandles.Lookup inVthread = MethodHandles.privateLookupIn(vthread, self);
            lookingFor = "Thread.currentCarrierThread()";
            CURRENT_CARRIER =
                    MethodHandles.privateLookupIn(Thread.class, self)
                            .findStatic(
                                    Thread.class,
                                    "currentCarrierThread",
                                    MethodType.methodType(Thread.class));
            lookingFor = "ThreadBuilders.newVirtualThread(Executor, String, int, Runnable)";
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            NEW_VIRTUAL_THREAD =
                    MethodHandles.privateLookupIn(builders, self)
                            .findStatic(
                                    builders,
                                    "newVirtualThread",
                                    MethodType.methodType(
                                            Thread.class,
                                            Executor.class,
                                            String.class,
                                            int.class,
                                            Runnable.class));
            lookingFor = "VirtualThread.disableSuspendAndPreempt()";
            DISABLE_PREEMPT = instanceVoid(inVthread, vthread, "disableSuspendAndPreempt");
            lookingFor = "VirtualThread.enableSuspendAndPreempt()";
            ENABLE_PREEMPT = instanceVoid(inVthread, vthread, "enableSuspendAndPreempt");
            lookingFor = "int VirtualThread.state";
            STATE = offset(vthread, "state", int.class);
            lookingFor = "boolean Thread.interrupted";
            INTERRUPTED = offset(Thread.class, "interrupted", boolean.class);
            lookingFor = "Runnable VirtualThread.runContinuation";
            RUN_CONTINUATION = offset(vthread, "runContinuation", Runnable.class);
            lookingFor = "Executor VirtualThread.scheduler";
            SCHEDULER = offset(vthread, "scheduler", Executor.class);
            lookingFor = "VirtualThread.defaultScheduler()";
            DEFAULT_SCHEDULER =
                    (ForkJoinPool)
                            inVthread
                                    .findStatic(
                                            vthread,
                                            "defaultScheduler",
                                            MethodType.methodType(Executor.class))
                                    .invoke();
            lookingFor = "a state constant of VirtualThread";
            STARTED = constant(vthread, "STARTED");
            UNPARKED = constant(vthread, "UNPARKED");
            UNBLOCKED = constant(vthread, "UNBLOCKED");
            YIELDING = constant(vthread, "YIELDING");
            YIELDED = constant(vthread, "YIELDED");
            TERMINATED = constant(vthread, "TERMINATED");
            lookingFor = "the thread that VirtualThread.runContinuation captures";
            // The continuation is the lambda this::runContinuation, its one field is the thread.
            Runnable nothing = () -> {};
            // With a scheduler, for where Baton is asked for one already and needs this to start.
            Thread probe;
            try {
                probe =
                        (Thread)
                                NEW_VIRTUAL_THREAD.invokeExact(
                                        (Executor) DEFAULT_SCHEDULER, (String) null, 0, nothing);
            } catch (UnsupportedOperationException e) {
                probe = Thread.ofVirtual().unstarted(nothing); // a thread of the OS, named below
            }
            if (probe.getClass() != vthread) {
                throw new NoSuchFieldException("a virtual thread is a " + probe.getClass());
            }
            Runnable continuation = (Runnable) U.getReference(probe, RUN_CONTINUATION);
            CONTINUATION_CLASS = continuation.getClass();
            CAPTURED_THREAD = U.objectFieldOffset(onlyField(CONTINUATION_CLASS, vthread));
            if (U.getReference(continuation, CAPTURED_THREAD) != probe) {
                throw new NoSuchFieldException("the field is there, the thread is not in it");
            }
            lookingFor = "VirtualThread.DelayedTaskSchedulers.INSTANCE";
            Class<?> delayed = Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers");
            Field instance = delayed.getDeclaredField("INSTANCE");
            instance.setAccessible(true);
            DELAYED_TASK_SCHEDULERS = (ScheduledExecutorService[]) instance.get(null);
            // What Carrier overrides. Were it not there, nobody would call ours, and nothing fail.
            lookingFor = "boolean CarrierThread.beginBlocking()";
            self.findVirtual(
                    CarrierThread.class, "beginBlocking", MethodType.methodType(boolean.class));
            lookingFor = "CarrierThread.endBlocking()";
            self.findVirtual(CarrierThread.class, "endBlocking", MethodType.methodType(void.class));
            lookingFor = POLLER;
            Class.forName(POLLER, false, null);
        } catch (ExceptionInInitializerError e) {
            throw new UnsupportedJdkException(
                    "virtual threads can't be had from this JVM: "
                            + e.getCause()
                            + schedulerProperties(),
                    e);
        } catch (Throwable e) {
            throw new UnsupportedJdkException(
                    "Baton does not know the virtual threads of JDK "
                            + Runtime.version()
                            + ": "
                            + lookingFor
                            + " is not there ("
                            + e
                            + ")",
                    e);
        }
    }

    private VirtualThreads() {}

    /** Those that are set; a wrong one keeps the JDK from making its own scheduler. */
    private static String schedulerProperties() {
        StringBuilder out = new StringBuilder();
        for (String name : List.of("parallelism", "maxPoolSize", "minRunnable")) {
            String property = "jdk.virtualThreadScheduler." + name;
            String value = System.getProperty(property);
            if (value != null) {
                out.append(out.isEmpty() ? "; see " : ", ").append("-D").append(property);
                out.append('=').append(value);
            }
        }
        return out.toString();
    }

    /** Has the look-ups above made, so that what is missing is told early. */
    static void requireShape() {}

    /**
     * The platform thread under the caller: the caller itself, or the carrier of a virtual thread.
     *
     * @return never null
     */
    public static Thread currentCarrier() {
        try {
            return (Thread) CURRENT_CARRIER.invokeExact();
        } catch (Throwable e) {
            throw sneaky(e);
        }
    }

    /**
     * Makes a virtual thread that runs on a scheduler of its own.
     *
     * @param scheduler is given the thread's continuation whenever it becomes runnable
     * @param name its name, or null
     * @param characteristics bits of {@code java.lang.Thread}: see {@link
     *     #NO_INHERIT_THREAD_LOCALS}
     * @param task what it runs
     * @return the thread, not started
     */
    public static Thread newVirtualThread(
            Executor scheduler, String name, int characteristics, Runnable task) {
        try {
            return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, characteristics, task);
        } catch (Throwable e) {
            throw sneaky(e);
        }
    }

    /**
     * Parks the platform thread under the caller, until it is unparked or interrupted, or for no
     * reason. A virtual thread that is mounted there stays.
     */
    public static void parkCarrier() {
        U.park(false, 0);
    }

    /** In {@code characteristics}: the thread does not inherit inheritable thread locals. */
    public static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

    /**
     * What the JDK hands to the scheduler to run a virtual thread on: always the same object.
     *
     * @param vthread a virtual thread
     * @return its continuation
     */
    public static Runnable continuationOf(Thread vthread) {
        return (Runnable) U.getReference(vthread, RUN_CONTINUATION);
    }

    /**
     * The virtual thread that a continuation belongs to.
     *
     * @param continuation what a scheduler's {@code execute} was given
     * @return the thread, or null when that is no continuation of the JDK's
     */
    public static Thread threadOf(Runnable continuation) {
        Class<?> c = continuation.getClass();
        return c == CONTINUATION_CLASS || c == laterContinuationClass || isLater(continuation)
                ? (Thread) U.getReference(continuation, CAPTURED_THREAD)
                : null;
    }

    /**
     * Whether that is a continuation of a class that was not there when Baton looked: where another
     * agent changes VirtualThread later, the changed constructor makes its lambda anew.
     */
    private static boolean isLater(Runnable continuation) {
        Class<?> c = continuation.getClass();
        if (!c.isHidden() || c.getNestHost() != VTHREAD_CLASS || !hasTheSameField(c)) {
            return false;
        }
        // Other lambdas of VirtualThread capture the thread as well.
        Object captured = U.getReference(continuation, CAPTURED_THREAD);
        if (captured == null || U.getReference(captured, RUN_CONTINUATION) != continuation) {
            return false;
        }
        laterContinuationClass = c;
        return true;
    }

    private static boolean hasTheSameField(Class<?> c) {
        try {
            return U.objectFieldOffset(onlyField(c, VTHREAD_CLASS)) == CAPTURED_THREAD;
        } catch (NoSuchFieldException e) {
            return false;
        }
    }

    /**
     * Gives a virtual thread that inherited its parent's scheduler one of its own. Only before its
     * first run, in {@code execute}: later on another thread may already have read the field.
     *
     * @param vthread a virtual thread that never ran
     * @param scheduler its scheduler from now on
     */
    public static void setScheduler(Thread vthread, Executor scheduler) {
        // Volatile: whoever unparks the thread reads the field plainly, but after reading the
        // thread's state, which is written (volatile) after this.
        U.putReferenceVolatile(vthread, SCHEDULER, scheduler);
    }

    /**
     * The scheduler of a virtual thread.
     *
     * @param vthread a virtual thread
     * @return what the JDK hands its continuation to
     */
    public static Executor schedulerOf(Thread vthread) {
        return (Executor) U.getReference(vthread, SCHEDULER);
    }

    /**
     * Whether a virtual thread runs on the JDK's own scheduler.
     *
     * @param vthread a virtual thread
     * @return false when it has another
     */
    public static boolean isOnDefaultScheduler(Thread vthread) {
        return schedulerOf(vthread) == DEFAULT_SCHEDULER;
    }

    /**
     * Whether a virtual thread that has just left its carrier did so in {@code Thread.yield}.
     *
     * @param vthread the thread, seen from {@link Carrier#unmounted}
     * @return true for a yield, false for park, monitor enter or wait
     */
    public static boolean isYielding(Thread vthread) {
        return U.getIntVolatile(vthread, STATE) == YIELDING;
    }

    static int state(Thread vthread) {
        return U.getIntVolatile(vthread, STATE);
    }

    /** Negative where this JDK has none of that name. */
    static int stateConstant(String name) {
        try {
            return constant(VTHREAD_CLASS, name);
        } catch (ReflectiveOperationException e) {
            return -1;
        }
    }

    /**
     * Whether a virtual thread waits for its continuation to be run.
     *
     * @param vthread a virtual thread
     * @return true when running its continuation would go on with it
     */
    public static boolean isRunnable(Thread vthread) {
        int s = U.getIntVolatile(vthread, STATE);
        return s == STARTED || s == UNPARKED || s == UNBLOCKED || s == YIELDED;
    }

    /**
     * Whether a virtual thread has ended, cheaper than {@code getState}.
     *
     * @param vthread a virtual thread
     * @return true when its task is over
     */
    public static boolean isTerminated(Thread vthread) {
        return U.getIntVolatile(vthread, STATE) == TERMINATED;
    }

    /**
     * Whether a virtual thread is interrupted, cheaper than {@code isInterrupted}.
     *
     * @param vthread a virtual thread
     * @return true when it is
     */
    public static boolean isInterrupted(Thread vthread) {
        return U.getBooleanVolatile(vthread, INTERRUPTED);
    }

    /**
     * Takes the permit of the platform thread under the caller, if it has one, as {@code
     * Unsafe.park} would that returns at once. The JDK gives a carrier one with each interrupt of
     * the virtual thread on it.
     */
    public static void takeCarriersPermit() {
        U.park(true, 0); // until 1970
    }

    /**
     * Keeps the current thread, if it is virtual, on its carrier until {@link #enablePreempt}: a
     * monitor or a lock that is met in between holds the carrier, and the thread does not move to
     * another.
     */
    public static void disablePreempt() {
        Thread current = Thread.currentThread();
        if (current.isVirtual()) {
            try {
                DISABLE_PREEMPT.invokeExact(current);
            } catch (Throwable e) {
                throw sneaky(e);
            }
        }
    }

    /** Ends what {@link #disablePreempt} began. */
    public static void enablePreempt() {
        Thread current = Thread.currentThread();
        if (current.isVirtual()) {
            try {
                ENABLE_PREEMPT.invokeExact(current);
            } catch (Throwable e) {
                throw sneaky(e);
            }
        }
    }

    /**
     * The array in which the JDK keeps the timers of virtual threads whose scheduler is not a
     * ForkJoinPool. Its elements may be replaced; other schedulers may have put theirs there too,
     * so whoever replaces one hands on what is not his.
     *
     * @return the JDK's own array, not a copy
     */
    public static ScheduledExecutorService[] delayedTaskSchedulers() {
        return DELAYED_TASK_SCHEDULERS;
    }

    /**
     * The JDK's own scheduler of virtual threads.
     *
     * @return never null
     */
    public static ForkJoinPool defaultScheduler() {
        return DEFAULT_SCHEDULER;
    }

    /**
     * Starts the JDK's pollers of sockets on the JDK's scheduler, if they have not started yet:
     * they are virtual threads, and would inherit the scheduler of whoever touches a socket first.
     */
    public static void startPollers() {
        Runnable init =
                () -> {
                    try {
                        Class.forName(POLLER, true, null);
                    } catch (ClassNotFoundException e) {
                        throw new UnsupportedJdkException(
                                "Baton does not know the pollers of JDK " + Runtime.version(), e);
                    }
                };
        if (!Thread.currentThread().isVirtual()) {
            init.run();
            return;
        }
        ThreadEnd.awaitUninterruptibly(Thread.ofPlatform().daemon().start(init));
    }

    private static MethodHandle instanceVoid(MethodHandles.Lookup in, Class<?> owner, String name)
            throws ReflectiveOperationException {
        return in.findVirtual(owner, name, MethodType.methodType(void.class))
                .asType(MethodType.methodType(void.class, Thread.class));
    }

    private static long offset(Class<?> owner, String name, Class<?> type)
            throws ReflectiveOperationException {
        Field f = owner.getDeclaredField(name);
        if (f.getType() != type) {
            throw new NoSuchFieldException(name + " is of type " + f.getType().getName());
        }
        return U.objectFieldOffset(f);
    }

    private static int constant(Class<?> owner, String name) throws ReflectiveOperationException {
        Field f = owner.getDeclaredField(name);
        f.setAccessible(true);
        return f.getInt(null);
    }

    private static Field onlyField(Class<?> owner, Class<?> type) throws NoSuchFieldException {
        Field found = null;
        for (Field f : owner.getDeclaredFields()) {
            if (!Modifier.isStatic(f.getModifiers())) {
                if (found != null || f.getType() != type) {
                    throw new NoSuchFieldException(owner + " has other fields: " + f);
                }
                found = f;
            }
        }
        if (found == null) {
            throw new NoSuchFieldException(owner + " has no field");
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable e) throws T {
        throw (T) e;
    }
}
