package dev.baton.agent.live;

import dev.baton.agent.control.ControlReply;
import dev.baton.agent.control.ControlRequest;
import dev.baton.sched.Inspection;
import dev.baton.sched.view.GView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * {@code top N}: Ps and Ms, and the N Gs that have waited for the longest. To look at all Gs takes
 * a while where there are many, so the one who asks says whether it is to be done: with 0 it is
 * not.
 */
public final class TopRequest implements ControlRequest {
    private final Supplier<Inspection> inspection;

    /**
     * Of the process.
     *
     * @param inspection says null while there is no scheduler
     */
    public TopRequest(Supplier<Inspection> inspection) {
        this.inspection = inspection;
    }

    @Override
    public String name() {
        return "top";
    }

    @Override
    public void answer(List<String> arguments, ControlReply reply) throws IOException {
        int most = arguments.isEmpty() ? 0 : Integer.parseInt(arguments.getFirst());
        Inspection now = inspection.get();
        if (now == null) {
            throw new IllegalArgumentException("it has had no virtual thread yet");
        }
        JsonText out = new JsonText().object();
        ProcessDump.write(now.view(), out);
        out.name("gs").array();
        if (most > 0) {
            for (GView g : longest(now, most)) {
                out.object().name("id").value(g.id()).name("name").value(g.thread().getName());
                out.name("status").value(g.status());
                Waits waits = Waits.of(g);
                out.name("waits").value(waits.reason());
                if (waits.owner() != null) {
                    out.name("owner").value(waits.owner());
                }
                out.name("sinceNs").value(g.sinceNs()).end();
            }
        }
        reply.json(out.end().end().toString());
    }

    private static List<GView> longest(Inspection now, int most) {
        Comparator<GView> byWait = Comparator.comparingLong(GView::sinceNs);
        PriorityQueue<GView> kept = new PriorityQueue<>(byWait);
        now.forEachG(g -> {
            if (kept.size() < most) {
                kept.add(g);
            } else if (g.sinceNs() > kept.peek().sinceNs()) {
                kept.poll();
                kept.add(g);
            }
            return true;
        });
        List<GView> sorted = new ArrayList<>(kept);
        sorted.sort(byWait.reversed());
        return sorted;
    }
}
