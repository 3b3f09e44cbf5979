package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class BuildersTest {
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Returns a builder for creating a virtual Thread or ThreadFactory that creates"
                            + " virtual threads.")
    void ofVirtualMakesVirtualThreads() {
        assertThat(Thread.ofVirtual().unstarted(() -> {}).isVirtual()).isTrue();
        assertThat(Thread.ofVirtual().factory().newThread(() -> {}).isVirtual()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Returns a builder for creating a platform Thread or ThreadFactory that creates"
                            + " platform threads.")
    void ofPlatformMakesPlatformThreads() {
        assertThat(Thread.ofPlatform().unstarted(() -> {}).isVirtual()).isFalse();
        assertThat(Thread.ofPlatform().factory().newThread(() -> {}).isVirtual()).isFalse();
    }

    @Test
    @Says(
            of = Thread.Builder.class,
            value =
                    "Creates a new Thread from the current state of the builder to run the given"
                            + " task.")
    void unstartedDoesNotStart() {
        assertThat(Thread.ofVirtual().unstarted(() -> {}).getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    @Says(
            of = Thread.Builder.class,
            value =
                    "Creates a new Thread from the current state of the builder and schedules it to"
                            + " execute.")
    void startStarts() throws Exception {
        AtomicReference<Thread> ran = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().start(() -> ran.set(Thread.currentThread()));
        thread.join();
        assertThat(ran.get()).isSameAs(thread);
    }

    @Test
    @Says(of = Thread.Builder.class, value = "Sets the thread name.")
    void theNameIsSet() {
        assertThat(Thread.ofVirtual().name("duke").unstarted(() -> {}).getName()).isEqualTo("duke");
    }

    @Test
    @Says(
            of = Thread.Builder.class,
            value =
                    "It is incremented after a Thread is created with this builder so that the next"
                            + " thread is named with the new counter value.")
    void theBuilderCounts() {
        Thread.Builder builder = Thread.ofVirtual().name("duke-", 5);
        assertThat(builder.unstarted(() -> {}).getName()).isEqualTo("duke-5");
        assertThat(builder.unstarted(() -> {}).getName()).isEqualTo("duke-6");
    }

    @Test
    @Says(
            of = Thread.Builder.class,
            value =
                    "A ThreadFactory created with this builder is seeded with the current value of"
                            + " the counter.")
    void theFactoryCountsByItself() {
        Thread.Builder builder = Thread.ofVirtual().name("duke-", 0);
        builder.unstarted(() -> {});
        ThreadFactory factory = builder.factory();
        assertThat(factory.newThread(() -> {}).getName()).isEqualTo("duke-1");
        assertThat(factory.newThread(() -> {}).getName()).isEqualTo("duke-2");
        assertThat(builder.unstarted(() -> {}).getName()).isEqualTo("duke-1");
    }

    @Test
    @Says(of = Thread.Builder.class, value = "IllegalArgumentException if start is negative")
    void aNegativeCounterIsRefused() {
        assertThatThrownBy(() -> Thread.ofVirtual().name("duke-", -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(
            of = Thread.Builder.class,
            value =
                    "Unless otherwise specified, passing a null argument to a method in this"
                            + " interface causes a NullPointerException to be thrown.")
    void nullIsRefused() {
        Thread.Builder builder = Thread.ofVirtual();
        assertThatThrownBy(() -> builder.name(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.name(null, 0)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.start(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.unstarted(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.uncaughtExceptionHandler(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.factory().newThread(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    @Says(of = Thread.Builder.class, value = "The default is to inherit.")
    void inheritableThreadLocalsAreInheritedByDefault() throws Exception {
        INHERITED.set("from the parent");
        AtomicReference<String> seen = new AtomicReference<>();
        Thread.ofVirtual().start(() -> seen.set(INHERITED.get())).join();
        assertThat(seen).hasValue("from the parent");
    }

    @Test
    @Says(
            of = Thread.Builder.class,
            value =
                    "Sets whether the thread inherits the initial values of"
                            + " inheritable-thread-local variables from the constructing thread.")
    void inheritingCanBeSwitchedOff() throws Exception {
        INHERITED.set("from the parent");
        AtomicReference<String> seen = new AtomicReference<>();
        Thread.ofVirtual()
                .inheritInheritableThreadLocals(false)
                .start(() -> seen.set(INHERITED.get()))
                .join();
        assertThat(seen).hasValue(null);
        Thread thread =
                Thread.ofVirtual()
                        .inheritInheritableThreadLocals(false)
                        .factory()
                        .newThread(() -> seen.set(INHERITED.get()));
        thread.start();
        thread.join();
        assertThat(seen).hasValue(null);
    }

    @Test
    @Says(of = Thread.Builder.class, value = "Sets the uncaught exception handler.")
    void theUncaughtExceptionHandlerIsSet() throws Exception {
        AtomicReference<Throwable> caught = new AtomicReference<>();
        RuntimeException thrown = new RuntimeException("expected");
        Thread.ofVirtual()
                .uncaughtExceptionHandler((t, e) -> caught.set(e))
                .start(() -> {
                    throw thrown;
                })
                .join();
        assertThat(caught.get()).isSameAs(thrown);
    }

    @Test
    @Says(
            of = Thread.Builder.class,
            value =
                    "Returns a ThreadFactory to create threads from the current state of the"
                            + " builder.")
    void theFactoryHasTheBuildersStateOfThen() {
        Thread.Builder builder = Thread.ofVirtual().name("before");
        ThreadFactory factory = builder.factory();
        builder.name("after");
        assertThat(factory.newThread(() -> {}).getName()).isEqualTo("before");
    }

    @Test
    @Says(
            of = Thread.Builder.class,
            value = "The returned thread factory is safe for use by multiple concurrent threads.")
    void manyThreadsShareOneFactory() throws Exception {
        ThreadFactory factory = Thread.ofVirtual().name("n", 0).factory();
        var names = ConcurrentHashMap.<String>newKeySet();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    Thread.startVirtualThread(() -> {
                        for (int j = 0; j < 100; j++) {
                            names.add(factory.newThread(() -> {}).getName());
                        }
                    });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(names).hasSize(800);
    }

    @Test
    @Says(of = Thread.Builder.OfPlatform.class, value = "Sets the daemon status.")
    void platformThreadsMayBeNonDaemonsThoughAVirtualThreadMakesThem() {
        assertThat(Thread.ofPlatform().daemon(false).unstarted(() -> {}).isDaemon()).isFalse();
        assertThat(Thread.ofPlatform().daemon().unstarted(() -> {}).isDaemon()).isTrue();
    }

    @Test
    @Says(of = Thread.Builder.OfPlatform.class, value = "Sets the thread priority.")
    void platformThreadsHaveAPriority() {
        assertThat(Thread.ofPlatform().priority(7).unstarted(() -> {}).getPriority()).isEqualTo(7);
        assertThatThrownBy(() -> Thread.ofPlatform().priority(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(of = Thread.Builder.OfPlatform.class, value = "Sets the thread group.")
    void platformThreadsHaveAGroup() {
        ThreadGroup group = new ThreadGroup("ours");
        assertThat(Thread.ofPlatform().group(group).unstarted(() -> {}).getThreadGroup())
                .isSameAs(group);
    }

    @Test
    @Says(
            of = Thread.Builder.OfPlatform.class,
            value = "IllegalArgumentException if the stack size is negative")
    void aNegativeStackSizeIsRefused() {
        assertThatThrownBy(() -> Thread.ofPlatform().stackSize(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(
            of = ThreadGroup.class,
            value =
                    "The parent of this new group is the thread group of the currently running"
                            + " thread.")
    void aGroupMadeInAVirtualThreadIsAChildOfTheVirtualThreadsGroup() {
        ThreadGroup group = new ThreadGroup("ours");
        assertThat(group.getParent()).isSameAs(Thread.currentThread().getThreadGroup());
        assertThat(group.getMaxPriority()).isEqualTo(Thread.MAX_PRIORITY);
    }

    @Test
    @Says(
            of = ThreadFactory.class,
            value = "Constructs a new unstarted Thread to run the given runnable.")
    void theFactorysThreadsAreNotStarted() throws Exception {
        Thread thread = Thread.ofVirtual().factory().newThread(LockSupport::park);
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
        thread.start();
        LockSupport.unpark(thread);
        thread.join();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "Creates a virtual thread to execute a task and schedules it to execute.")
    void aBuilderUsedByAPlatformThreadMakesVirtualThreadsToo() throws Exception {
        Task<Boolean> task =
                Task.callOn(
                        Thread.ofPlatform(),
                        () -> {
                            Task<Boolean> child =
                                    Task.call(() -> Thread.currentThread().isVirtual());
                            return child.result();
                        });
        assertThat(task.result()).isTrue();
    }
}
