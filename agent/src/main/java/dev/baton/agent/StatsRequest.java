package dev.baton.agent;

import dev.baton.agent.control.ControlReply;
import dev.baton.agent.control.ControlRequest;
import java.io.IOException;
import java.util.List;

/** {@code stats}: the counters, as {@code --stats} prints them at the end. */
final class StatsRequest implements ControlRequest {
    private final ProcessBaton baton;

    StatsRequest(ProcessBaton baton) {
        this.baton = baton;
    }

    @Override
    public String name() {
        return "stats";
    }

    @Override
    public void answer(List<String> arguments, ControlReply reply) throws IOException {
        reply.json(baton.stats());
    }
}
