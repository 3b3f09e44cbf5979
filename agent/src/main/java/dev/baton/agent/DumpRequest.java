package dev.baton.agent;

import dev.baton.agent.control.ControlReply;
import dev.baton.agent.control.ControlRequest;
import java.io.IOException;
import java.util.List;

/** {@code dump}: all Gs, Ms and Ps. */
final class DumpRequest implements ControlRequest {
    private final ProcessBaton baton;

    DumpRequest(ProcessBaton baton) {
        this.baton = baton;
    }

    @Override
    public String name() {
        return "dump";
    }

    @Override
    public void answer(List<String> arguments, ControlReply reply) throws IOException {
        reply.text(baton.dump());
    }
}
