package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Class initialisation, reflection, method handles, references: calls through frames of the JVM.
 */
@OnVirtualThreads
class ClassesTest {
    private static final AtomicInteger INITIALISED = new AtomicInteger();
    private static final CountDownLatch MAY_END = new CountDownLatch(1);
    private static final CountDownLatch BEGUN = new CountDownLatch(1);

    @Test
    @Says(
            of = Class.class,
            value =
                    "Returns the Class object associated with the class or interface with the given"
                            + " string name, using the given class loader.")
    void aClassIsInitialisedOnceAndOthersWaitForIt() throws Exception {
        List<Task<Integer>> tasks = new ArrayList<>();
        tasks.add(Task.call(() -> Slow.VALUE));
        BEGUN.await();
        // One more only: a thread that waits for an initialiser may hold its carrier.
        tasks.add(Task.callOn(Thread.ofPlatform(), () -> Slow.VALUE));
        MAY_END.countDown();
        for (Task<Integer> task : tasks) {
            assertThat(task.result()).isEqualTo(1);
        }
        assertThat(INITIALISED).hasValue(1);
    }

    private static final class Slow {
        static final int VALUE = initialise();

        private static int initialise() {
            BEGUN.countDown();
            try {
                MAY_END.await();
            } catch (InterruptedException e) {
                return -1;
            }
            return INITIALISED.incrementAndGet();
        }
    }

    @Test
    @Says(
            of = ExceptionInInitializerError.class,
            value = "Signals that an unexpected exception has occurred in a static initializer.")
    void aFailingInitialiserIsReported() {
        assertThatThrownBy(() -> Failing.touch()).isInstanceOf(ExceptionInInitializerError.class);
        assertThatThrownBy(() -> Failing.touch()).isInstanceOf(NoClassDefFoundError.class);
    }

    private static final class Failing {
        static final Object VALUE = fail();

        private static Object fail() {
            throw new IllegalStateException("expected");
        }

        static Object touch() {
            return VALUE;
        }
    }

    @Test
    @Says(
            of = Method.class,
            value =
                    "Invokes the underlying method represented by this Method object, on the"
                            + " specified object with the specified parameters.")
    void aReflectedMethodMayPark() throws Exception {
        Method park = LockSupport.class.getMethod("park");
        Task<Object> task = Task.call(() -> park.invoke(null)).awaitWaiting();
        LockSupport.unpark(task.thread());
        assertThat(task.result()).isNull();
    }

    @Test
    @Says(
            of = InvocationTargetException.class,
            value =
                    "InvocationTargetException is a checked exception that wraps an exception"
                            + " thrown by an invoked method or constructor.")
    void aReflectedMethodsExceptionIsWrapped() throws Exception {
        Method sleep = Thread.class.getMethod("sleep", long.class);
        assertThatThrownBy(() -> sleep.invoke(null, -1L))
                .isInstanceOf(InvocationTargetException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(
            of = MethodHandle.class,
            value =
                    "Invokes the method handle, allowing any caller type descriptor, but requiring"
                            + " an exact type match.")
    void aMethodHandleMayPark() throws Exception {
        var park =
                MethodHandles.lookup()
                        .findStatic(LockSupport.class, "park", MethodType.methodType(void.class));
        Task<Void> task =
                Task.start(
                                () -> {
                                    park.invokeExact();
                                })
                        .awaitWaiting();
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(
            of = Proxy.class,
            value =
                    "Returns a proxy instance for the specified interfaces that dispatches method"
                            + " invocations to the specified invocation handler.")
    void aProxysHandlerMayPark() throws Exception {
        Runnable proxy =
                (Runnable)
                        Proxy.newProxyInstance(
                                ClassesTest.class.getClassLoader(),
                                new Class<?>[] {Runnable.class},
                                (self, method, args) -> {
                                    LockSupport.park();
                                    return null;
                                });
        Task<Void> task = Task.start(proxy::run).awaitWaiting();
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = ClassLoader.class, value = "Returns the lock object for class loading operations.")
    void manyThreadsLoadOneClass() throws Exception {
        class Loader extends ClassLoader {
            private final AtomicInteger defined = new AtomicInteger();

            Loader() {
                super(ClassesTest.class.getClassLoader());
            }

            @Override
            protected Class<?> loadClass(String name, boolean resolve)
                    throws ClassNotFoundException {
                if (!name.endsWith("$Loaded")) {
                    return super.loadClass(name, resolve);
                }
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    if (loaded != null) {
                        return loaded;
                    }
                    defined.incrementAndGet();
                    try (var in =
                            ClassesTest.class.getResourceAsStream(
                                    name.substring(name.lastIndexOf('.') + 1) + ".class")) {
                        byte[] bytes = in.readAllBytes();
                        return defineClass(name, bytes, 0, bytes.length);
                    } catch (IOException e) {
                        throw new ClassNotFoundException(name, e);
                    }
                }
            }
        }

        Loader loader = new Loader();
        List<Task<Class<?>>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(Task.call(() -> loader.loadClass(Loaded.class.getName())));
        }
        Class<?> first = tasks.getFirst().result();
        assertThat(first.getClassLoader()).isSameAs(loader);
        for (Task<Class<?>> task : tasks) {
            assertThat(task.result()).isSameAs(first);
        }
        assertThat(loader.defined).hasValue(1);
    }

    private static final class Loaded {}

    @Test
    @Says(
            of = ServiceLoader.class,
            value =
                    "Creates a new service loader for the given service type, using the current"
                            + " thread's context class loader.")
    void servicesAreFoundThroughTheContextClassLoader() {
        assertThat(ServiceLoader.load(FileSystemProvider.class).findFirst()).isPresent();
    }

    @Test
    @Says(
            of = ReferenceQueue.class,
            value =
                    "Removes the next reference object in this queue, blocking until one becomes"
                            + " available.")
    void removeWaitsForAReference() throws Exception {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> reference = new WeakReference<>(new Object(), queue);
        Task<Object> task =
                Task.call(() -> (Object) queue.remove())
                        .await(Thread.State.WAITING, Thread.State.TERMINATED);
        reference.enqueue();
        assertThat(task.result()).isSameAs(reference);
    }

    @Test
    @Says(
            of = Cleaner.class,
            value =
                    "Registers an object and a cleaning action to run when the object becomes"
                            + " phantom reachable.")
    void aCleanerMayRunInAVirtualThread() throws Exception {
        Cleaner cleaner = Cleaner.create(Thread.ofVirtual().factory());
        CountDownLatch cleaned = new CountDownLatch(1);
        cleaner.register(new Object(), cleaned::countDown);
        while (cleaned.getCount() > 0) {
            System.gc();
            Task.pause();
        }
    }
}
