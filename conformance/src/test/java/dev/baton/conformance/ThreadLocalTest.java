package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class ThreadLocalTest {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final ThreadLocal<String> INITIAL = ThreadLocal.withInitial(() -> "initial");
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    @Test
    @Says(
            of = ThreadLocal.class,
            value =
                    "each thread that accesses one (via its get or set method) has its own,"
                            + " independently initialized copy of the variable.")
    void eachThreadHasItsOwn() throws Exception {
        List<Task<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String mine = "value " + i;
            tasks.add(
                    Task.call(() -> {
                        LOCAL.set(mine);
                        LockSupport.park();
                        return LOCAL.get();
                    }));
        }
        for (Task<String> task : tasks) {
            LockSupport.unpark(task.awaitWaiting().thread());
        }
        for (int i = 0; i < 50; i++) {
            assertThat(tasks.get(i).result()).isEqualTo("value " + i);
        }
        assertThat(LOCAL.get()).isNull();
    }

    @Test
    @Says(of = ThreadLocal.class, value = "This implementation simply returns null")
    void theInitialValueIsNull() {
        assertThat(new ThreadLocal<String>().get()).isNull();
    }

    @Test
    @Says(
            of = ThreadLocal.class,
            value =
                    "The initial value of the variable is determined by invoking the get method on"
                            + " the Supplier.")
    void theInitialValueIsSupplied() throws Exception {
        assertThat(INITIAL.get()).isEqualTo("initial");
        assertThat(Task.call(INITIAL::get).result()).isEqualTo("initial");
    }

    @Test
    @Says(
            of = ThreadLocal.class,
            value = "Normally, this method is invoked at most once per thread")
    void theInitialValueIsMadeOnceForAThread() throws Exception {
        AtomicInteger made = new AtomicInteger();
        ThreadLocal<Integer> local = ThreadLocal.withInitial(made::incrementAndGet);
        Task<Integer> task =
                Task.call(() -> {
                    int first = local.get();
                    Thread.yield();
                    return first == local.get() ? first : -1;
                });
        assertThat(task.result()).isEqualTo(1);
        assertThat(made).hasValue(1);
    }

    @Test
    @Says(
            of = ThreadLocal.class,
            value = "Removes the current thread's value for this thread-local variable.")
    void removeTakesTheValueAway() throws Exception {
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "initial");
        local.set("set");
        local.remove();
        assertThat(local.get()).isEqualTo("initial");
    }

    @Test
    @Says(
            of = ThreadLocal.class,
            value =
                    "each thread that accesses one (via its get or set method) has its own,"
                            + " independently initialized copy of the variable.")
    void platformThreadsAndCarriersDoNotSeeIt() throws Exception {
        LOCAL.set("of the virtual thread");
        assertThat(Task.callOn(Thread.ofPlatform(), LOCAL::get).result()).isNull();
        assertThat(Task.call(LOCAL::get).result()).isNull();
        assertThat(LOCAL.get()).isEqualTo("of the virtual thread");
    }

    @Test
    @Says(
            of = InheritableThreadLocal.class,
            value =
                    "when a child thread is created, the child receives initial values for all"
                        + " inheritable thread-local variables for which the parent has values.")
    void childrenInherit() throws Exception {
        INHERITED.set("of the parent");
        assertThat(Task.call(INHERITED::get).result()).isEqualTo("of the parent");
        assertThat(Task.callOn(Thread.ofPlatform(), INHERITED::get).result())
                .isEqualTo("of the parent");
    }

    @Test
    @Says(
            of = InheritableThreadLocal.class,
            value =
                    "when a child thread is created, the child receives initial values for all"
                        + " inheritable thread-local variables for which the parent has values.")
    void theValueAtCreationCounts() throws Exception {
        INHERITED.set("at creation");
        String[] seen = new String[1];
        Thread thread = Thread.ofVirtual().unstarted(() -> seen[0] = INHERITED.get());
        INHERITED.set("at the start");
        thread.start();
        thread.join();
        assertThat(seen[0]).isEqualTo("at creation");
    }

    @Test
    @Says(
            of = InheritableThreadLocal.class,
            value =
                    "the child's value can be made an arbitrary function of the parent's by"
                            + " overriding the childValue method in this class.")
    void childValueIsCalled() throws Exception {
        InheritableThreadLocal<Integer> depth =
                new InheritableThreadLocal<>() {
                    @Override
                    protected Integer childValue(Integer parentValue) {
                        return parentValue + 1;
                    }
                };
        depth.set(0);
        Task<Integer> grandchild = Task.call(() -> Task.call(depth::get).result());
        assertThat(grandchild.result()).isEqualTo(2);
    }

    @Test
    @Says(
            of = InheritableThreadLocal.class,
            value =
                    "when a child thread is created, the child receives initial values for all"
                        + " inheritable thread-local variables for which the parent has values.")
    void theChildsValueIsItsOwn() throws Exception {
        INHERITED.set("of the parent");
        Task.start(() -> INHERITED.set("of the child")).result();
        assertThat(INHERITED.get()).isEqualTo("of the parent");
    }

    @Test
    @Says(
            of = InheritableThreadLocal.class,
            value =
                    "when a child thread is created, the child receives initial values for all"
                        + " inheritable thread-local variables for which the parent has values.")
    void aVirtualThreadInheritsFromAPlatformThread() throws Exception {
        Task<String> task =
                Task.callOn(
                        Thread.ofPlatform(),
                        () -> {
                            INHERITED.set("of the platform thread");
                            return Task.call(INHERITED::get).result();
                        });
        assertThat(task.result()).isEqualTo("of the platform thread");
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Sets whether the thread inherits the initial values of"
                            + " inheritable-thread-local variables from the constructing thread.")
    void aPlatformThreadThatDoesNotInheritSeesNothing() throws Exception {
        INHERITED.set("of the parent");
        Task<String> task =
                Task.callOn(
                        Thread.ofPlatform().inheritInheritableThreadLocals(false), INHERITED::get);
        assertThat(task.result()).isNull();
    }

    @Test
    @Says(
            of = ThreadLocal.class,
            value =
                    "Each thread holds an implicit reference to its copy of a thread-local variable"
                            + " as long as the thread is alive and the ThreadLocal instance is"
                            + " accessible")
    void theValueStaysOverBlockingOfEveryKind() throws Exception {
        LOCAL.set("kept");
        Thread.yield();
        Thread.sleep(1);
        LockSupport.parkNanos(1);
        synchronized (this) {
            wait(1);
        }
        assertThat(LOCAL.get()).isEqualTo("kept");
    }

    @Test
    @Says(of = ThreadLocalRandom.class, value = "Returns the current thread's ThreadLocalRandom.")
    void randomGoesOnAfterAPark() throws Exception {
        Task<Boolean> task =
                Task.call(() -> {
                    int a = ThreadLocalRandom.current().nextInt();
                    LockSupport.park();
                    int b = ThreadLocalRandom.current().nextInt();
                    return a != b || ThreadLocalRandom.current().nextInt() != b;
                });
        LockSupport.unpark(task.awaitWaiting().thread());
        assertThat(task.result()).isTrue();
    }
}
