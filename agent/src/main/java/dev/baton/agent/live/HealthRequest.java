package dev.baton.agent.live;

import dev.baton.agent.control.ControlReply;
import dev.baton.agent.control.ControlRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * {@code health MS}: does a virtual thread that is started now get to run, within so long? That is
 * what a probe wants to know, and no counter says it: a scheduler that is stalled has nothing that
 * counts. Who asks while an earlier one still waits is told of that one: so there is one at most
 * that waits, however often it is asked.
 */
public final class HealthRequest implements ControlRequest {
    private static final long MOST_MS = 600_000;

    private final BooleanSupplier isStarted;

    /** The last one. Guarded by this. */
    private Trial trial;

    /**
     * Of the process.
     *
     * @param isStarted says false while there is no scheduler, which then can't be stalled and is
     *     not started for this
     */
    public HealthRequest(BooleanSupplier isStarted) {
        this.isStarted = isStarted;
    }

    /** A virtual thread that notes that it runs. */
    private static final class Trial implements Runnable {
        private final CountDownLatch ran = new CountDownLatch(1);
        private final long startNs = System.nanoTime();
        private long waitedNs;

        Trial() {
            Thread.ofVirtual()
                    .name("baton-health")
                    .inheritInheritableThreadLocals(false)
                    .start(this);
        }

        @Override
        public void run() {
            waitedNs = System.nanoTime() - startNs;
            ran.countDown(); // and so publishes it
        }

        boolean isOver() {
            return ran.getCount() == 0;
        }

        long waitedNs() {
            return isOver() ? waitedNs : System.nanoTime() - startNs;
        }
    }

    @Override
    public String name() {
        return "health";
    }

    @Override
    public void answer(List<String> arguments, ControlReply reply)
            throws IOException, InterruptedException {
        long limitMs = limitMs(arguments);
        boolean ran = true;
        long waitedNs = 0;
        boolean started = isStarted.getAsBoolean();
        if (started) {
            Trial now = trial();
            ran = now.ran.await(limitMs, TimeUnit.MILLISECONDS);
            waitedNs = now.waitedNs();
        }
        JsonText json = new JsonText().object().name("healthy").value(ran);
        json.name("started").value(started).name("waitedNs").value(waitedNs);
        reply.json(json.end().toString());
    }

    private static long limitMs(List<String> arguments) {
        long limitMs = arguments.size() == 1 ? Long.parseLong(arguments.getFirst()) : 0;
        if (limitMs < 1 || limitMs > MOST_MS) {
            throw new IllegalArgumentException(
                    "health %s: needs milliseconds, 1 to %d"
                            .formatted(String.join(" ", arguments), MOST_MS));
        }
        return limitMs;
    }

    private synchronized Trial trial() {
        if (trial == null || trial.isOver()) {
            trial = new Trial();
        }
        return trial;
    }
}
