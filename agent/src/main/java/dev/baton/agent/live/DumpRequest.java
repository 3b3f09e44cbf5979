package dev.baton.agent.live;

import dev.baton.agent.control.ControlReply;
import dev.baton.agent.control.ControlRequest;
import dev.baton.sched.Inspection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** {@code dump}, {@code dump json}: all Gs, Ms and Ps, with stacks. */
public final class DumpRequest implements ControlRequest {
    private static final long SAY_SO_EVERY_NS = 1_000_000_000;

    private final Supplier<Inspection> inspection;

    /**
     * Of the process.
     *
     * @param inspection says null while there is no scheduler
     */
    public DumpRequest(Supplier<Inspection> inspection) {
        this.inspection = inspection;
    }

    @Override
    public String name() {
        return "dump";
    }

    @Override
    public void answer(List<String> arguments, ControlReply reply) throws IOException {
        Inspection now = inspection.get();
        if (now == null) {
            throw new IllegalArgumentException("it has had no virtual thread yet");
        }
        ProcessDump dump = new ProcessDump(now);
        try {
            if (arguments.contains("json")) {
                reply.json(dump.json(progress(now, reply)));
            } else {
                reply.text(dump.text(progress(now, reply)));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause(); // nobody listens any more
        }
    }

    private static LongConsumer progress(Inspection inspection, ControlReply reply) {
        return new LongConsumer() {
            private final long all = inspection.view().liveGs();
            private long saidNs = System.nanoTime();

            @Override
            public void accept(long n) {
                long now = System.nanoTime();
                if (now - saidNs >= SAY_SO_EVERY_NS) {
                    saidNs = now;
                    try {
                        reply.progress("stacks of " + n + " of about " + all + " Gs");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
    }
}
