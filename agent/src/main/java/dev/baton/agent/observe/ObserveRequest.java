package dev.baton.agent.observe;

import dev.baton.agent.control.ControlReply;
import dev.baton.agent.control.ControlRequest;
import java.io.IOException;
import java.util.List;

/** {@code observe}, {@code observe json}: what was seen so far. */
public final class ObserveRequest implements ControlRequest {
    private final Observer observer;

    /**
     * Of an observer.
     *
     * @param observer who watches
     */
    public ObserveRequest(Observer observer) {
        this.observer = observer;
    }

    @Override
    public String name() {
        return "observe";
    }

    @Override
    public void answer(List<String> arguments, ControlReply reply) throws IOException {
        if (arguments.contains("json")) {
            reply.json(observer.json());
        } else {
            reply.text(observer.text());
        }
    }
}
