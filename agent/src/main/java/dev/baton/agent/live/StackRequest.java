package dev.baton.agent.live;

import dev.baton.agent.control.ControlReply;
import dev.baton.agent.control.ControlRequest;
import dev.baton.sched.Inspection;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** {@code stack N}: the frames of the G of that number. */
public final class StackRequest implements ControlRequest {
    private final Supplier<Inspection> inspection;

    /**
     * Of the process.
     *
     * @param inspection says null while there is no scheduler
     */
    public StackRequest(Supplier<Inspection> inspection) {
        this.inspection = inspection;
    }

    @Override
    public String name() {
        return "stack";
    }

    @Override
    public void answer(List<String> arguments, ControlReply reply) throws IOException {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException("stack needs the number of a G");
        }
        long id = Long.parseLong(arguments.getFirst());
        Inspection now = inspection.get();
        StringBuilder out = new StringBuilder();
        if (now != null) {
            now.forEachG(g -> {
                if (g.id() != id) {
                    return true;
                }
                for (StackTraceElement frame : g.thread().getStackTrace()) {
                    out.append(frame).append('\n');
                }
                return false;
            });
        }
        if (out.isEmpty()) {
            throw new IllegalArgumentException("G" + id + " has ended");
        }
        reply.text(out.toString());
    }
}
