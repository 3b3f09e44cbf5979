package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A virtual thread that a G starts without naming a scheduler is a G of the same one. */
class ChildrenTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void aChildRunsOnTheSchedulerOfItsParent() throws Exception {
        Baton baton = watchdog.watch(Baton.builder().name("family").maxProcs(2).build());
        FutureTask<String> child = new FutureTask<>(ChildrenTest::carrier);
        baton.startVirtualThread(() -> Thread.startVirtualThread(child));
        assertThat(child.get()).startsWith("baton-family-");
    }

    @Test
    void soDoItsChildrenToTheThirdGeneration() throws Exception {
        Baton baton = watchdog.baton(2);
        FutureTask<List<String>> carriers = new FutureTask<>(() -> carriersOfGenerations(3));
        baton.startVirtualThread(carriers).join();
        assertThat(carriers.get())
                .hasSize(4)
                .allSatisfy(carrier -> assertThat(carrier).startsWith("baton-"));
        assertThat(baton.stats().gStarted()).isEqualTo(4);
    }

    @Test
    void everyWayToStartAVirtualThreadMakesAG() throws Exception {
        Baton baton = watchdog.baton(2);
        List<String> carriers = new ArrayList<>();
        Callable<Void> parent =
                () -> {
                    List<FutureTask<String>> tasks = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        tasks.add(new FutureTask<>(ChildrenTest::carrier));
                    }
                    Thread.startVirtualThread(tasks.get(0));
                    Thread.ofVirtual().name("named").start(tasks.get(1));
                    Thread.ofVirtual().unstarted(tasks.get(2)).start();
                    ThreadFactory factory = Thread.ofVirtual().name("child-", 0).factory();
                    factory.newThread(tasks.get(3)).start();
                    for (FutureTask<String> task : tasks) {
                        carriers.add(task.get());
                    }
                    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                        carriers.add(executor.submit(ChildrenTest::carrier).get());
                        carriers.add(
                                CompletableFuture.supplyAsync(ChildrenTest::carrier, executor)
                                        .get());
                    }
                    return null;
                };
        FutureTask<Void> task = new FutureTask<>(parent);
        baton.startVirtualThread(task);
        task.get();
        assertThat(carriers)
                .hasSize(6)
                .allSatisfy(carrier -> assertThat(carrier).startsWith("baton-"));
        Await.until(() -> baton.stats().gLive() == 0);
        assertThat(baton.stats().gStarted()).isEqualTo(7);
    }

    @Test
    void childrenStartedInABlockingSectionAreGsToo() throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<String> inSection =
                new FutureTask<>(() ->
                        Baton.blocking(() -> {
                            FutureTask<String> child = new FutureTask<>(ChildrenTest::carrier);
                            Thread.startVirtualThread(child);
                            return child.get();
                        }));
        baton.startVirtualThread(inSection);
        assertThat(inSection.get()).startsWith("baton-");
    }

    @Test
    void manyChildrenOfManyParentsAllRun() throws Exception {
        Baton baton = watchdog.baton(2);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> families = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                families.add(
                        executor.submit(() -> {
                            List<FutureTask<Integer>> children = new ArrayList<>();
                            for (int n = 0; n < 100; n++) {
                                FutureTask<Integer> child = new FutureTask<>(() -> 1);
                                children.add(child);
                                Thread.startVirtualThread(child);
                            }
                            int sum = 0;
                            for (FutureTask<Integer> child : children) {
                                sum += child.get();
                            }
                            return sum;
                        }));
            }
            for (Future<Integer> family : families) {
                assertThat(family.get()).isEqualTo(100);
            }
        }
        Await.until(() -> baton.stats().gLive() == 0);
        assertThat(baton.stats().gStarted()).isEqualTo(100 + 100 * 100);
    }

    @Test
    void aPlatformThreadStartedByAGIsNone() throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<Boolean> entered =
                new FutureTask<>(() -> Baton.enterSyscall(new BlockingSite()));
        FutureTask<Void> parent =
                new FutureTask<>(() -> {
                    Thread platform = Thread.ofPlatform().start(entered);
                    platform.join();
                    return null;
                });
        baton.startVirtualThread(parent);
        parent.get();
        assertThat(entered.get()).isFalse();
    }

    @Test
    void completableFuturesRunOnItsExecutor() throws Exception {
        Baton baton = watchdog.baton(2);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                all.add(
                        CompletableFuture.supplyAsync(() -> n, executor)
                                .thenApplyAsync(x -> x * 2, executor)
                                .thenComposeAsync(
                                        x -> CompletableFuture.supplyAsync(() -> x + 1, executor),
                                        executor));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
            for (int i = 0; i < 200; i++) {
                assertThat(all.get(i).get()).isEqualTo(2 * i + 1);
            }
        }
    }

    @Test
    void invokeAllAndInvokeAnyWork() throws Exception {
        Baton baton = watchdog.baton(2);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int n = i;
                tasks.add(() -> {
                    Thread.yield();
                    return n;
                });
            }
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> result : executor.invokeAll(tasks)) {
                results.add(result.get());
            }
            assertThat(results).hasSize(50).doesNotHaveDuplicates();
            assertThat(executor.invokeAny(tasks)).isBetween(0, 49);
        }
    }

    @Test
    void gsAreVirtualDaemonsOfTheVirtualGroup() throws Exception {
        Baton baton = watchdog.baton(1);
        Thread g = baton.threadFactory().newThread(() -> {});
        assertThat(g.isVirtual()).isTrue();
        assertThat(g.isDaemon()).isTrue();
        assertThat(g.getThreadGroup().getName()).isEqualTo("VirtualThreads");
        assertThat(g.getState()).isEqualTo(Thread.State.NEW);
        g.start();
        g.join();
        assertThat(g.getState()).isEqualTo(Thread.State.TERMINATED);
        assertThat(g.isAlive()).isFalse();
    }

    private static List<String> carriersOfGenerations(int more) throws Exception {
        List<String> carriers = new ArrayList<>();
        carriers.add(carrier());
        if (more > 0) {
            FutureTask<List<String>> child =
                    new FutureTask<>(() -> carriersOfGenerations(more - 1));
            Thread.startVirtualThread(child).join();
            carriers.addAll(child.get());
        }
        return carriers;
    }

    /** The name of the thread below the caller, of which only its own {@code toString} tells. */
    private static String carrier() {
        String thread = Thread.currentThread().toString();
        return thread.substring(thread.indexOf('@') + 1);
    }
}
