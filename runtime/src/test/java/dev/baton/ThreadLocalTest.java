package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What belongs to a thread stays with the G, on whichever M it goes on. */
class ThreadLocalTest {
    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void threadLocalsMoveWithTheirG() throws Exception {
        Baton baton = watchdog.baton(4);
        ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> -1);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> values = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int own = i;
                values.add(
                        executor.submit(() -> {
                            assertThat(local.get()).isEqualTo(-1);
                            local.set(own);
                            for (int n = 0; n < 50; n++) {
                                Thread.yield();
                                assertThat(local.get()).isEqualTo(own);
                            }
                            Baton.blockingNow(() -> {
                                assertThat(local.get()).isEqualTo(own);
                                return null;
                            });
                            return local.get();
                        }));
            }
            for (int i = 0; i < 200; i++) {
                assertThat(values.get(i).get()).isEqualTo(i);
            }
        }
    }

    @Test
    void inheritableThreadLocalsAreInherited() throws Exception {
        Baton baton = watchdog.baton(2);
        InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
        inheritable.set("from the test");
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<String> seen =
                    executor.submit(() -> {
                        String own = inheritable.get();
                        inheritable.set("from a G");
                        try (ExecutorService inner = Executors.newVirtualThreadPerTaskExecutor()) {
                            return own + ", " + inner.submit(inheritable::get).get();
                        }
                    });
            assertThat(seen.get()).isEqualTo("from the test, from a G");
        } finally {
            inheritable.remove();
        }
    }

    @Test
    void scopedValuesHoldAcrossYieldsAndBlockingSections() throws Exception {
        Baton baton = watchdog.baton(2);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> values = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String value = "value " + i;
                values.add(
                        executor.submit(() ->
                                ScopedValue.where(SCOPED, value)
                                        .call(() -> {
                                            Thread.yield();
                                            return Baton.blocking(() -> {
                                                Thread.yield();
                                                return SCOPED.get();
                                            });
                                        })));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(values.get(i).get()).isEqualTo("value " + i);
            }
        }
    }

    @Test
    void theContextClassLoaderIsTheStartersOne() throws Exception {
        Baton baton = watchdog.baton(1);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<ClassLoader> seen =
                    executor.submit(() -> Thread.currentThread().getContextClassLoader());
            assertThat(seen.get()).isSameAs(Thread.currentThread().getContextClassLoader());
        }
    }
}
