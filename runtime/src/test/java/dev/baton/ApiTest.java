package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.api.Blocking;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A library that knows {@code baton-api} alone, in a program that has Baton on its class path. */
class ApiTest {
    /** As a library would announce a call: on one P, another thread has to run meanwhile. */
    @Test
    void aCallThatBlocksLetsOthersRun() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        try (Baton baton = Baton.builder().maxProcs(1).maxThreads(40).build();
                var executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<String> blocked =
                    executor.submit(() ->
                            Blocking.blocking(() -> {
                                inside.countDown();
                                other.await();
                                return Blocking.isOn() + ", " + Blocking.limits();
                            }));
            inside.await();
            Future<Long> calls = executor.submit(() -> Blocking.statistics().blockingCalls());

            assertThat(calls.get()).isEqualTo(1);
            other.countDown();
            assertThat(blocked.get()).isEqualTo("true, maxProcs=1, maxThreads=40");
        }
    }

    @Test
    void whatTheCallThrowsIsThrownAsItIs() {
        IOException e = new IOException("no such thing");
        try (Baton baton = Baton.builder().build();
                var executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<Object> fails =
                    executor.submit(() ->
                            Blocking.<Object, IOException>blocking(() -> {
                                throw e;
                            }));

            assertThatThrownBy(fails::get).isInstanceOf(ExecutionException.class).hasCause(e);
        }
    }

    @Test
    void onAnotherThreadItIsJustTheCall() {
        assertThat(Blocking.isOn()).isFalse();
        assertThat(Blocking.<Integer, RuntimeException>blocking(() -> 7)).isEqualTo(7);
        assertThat(Blocking.statistics().blockingCalls()).isZero();
        assertThat(Blocking.limits().maxProcs()).isZero();
        Blocking.checkpoint();
    }
}
