package dev.baton.agent.live;

import dev.baton.agent.live.LockGraph.Edge;
import dev.baton.agent.live.StackGroups.Group;
import dev.baton.sched.Inspection;
import dev.baton.sched.view.GView;
import dev.baton.sched.view.MView;
import dev.baton.sched.view.PView;
import dev.baton.sched.view.SchedulerView;
import dev.baton.sched.view.WaitsView;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * All Ps, Ms and Gs, with the stacks of these. Ps and Ms are of one moment; to take a stack holds
 * up nobody but the G itself, for some 10 µs, so Gs are each of another.
 */
public final class ProcessDump {
    private final Inspection inspection;
    private final LockGraph locks = new LockGraph();
    private final StackGroups groups = new StackGroups(locks);

    /**
     * Of a scheduler.
     *
     * @param inspection of it
     */
    public ProcessDump(Inspection inspection) {
        this.inspection = inspection;
    }

    /** Takes the stacks; says after each how many it has. */
    private void takeStacks(LongConsumer progress) {
        inspection.forEachG(g -> {
            groups.add(g);
            progress.accept(groups.gs());
            return true;
        });
    }

    /**
     * For a person.
     *
     * @param progress is told how many stacks were taken
     * @return lines
     */
    public String text(LongConsumer progress) {
        StringBuilder out = new StringBuilder(inspection.threads());
        takeStacks(progress);
        for (List<Edge> circle : locks.deadlocks()) {
            out.append("deadlock of ").append(circle.size());
            out.append(": each of these waits for what the next one has\n");
            circle.forEach(edge -> out.append("    ").append(edge).append('\n'));
            out.append('\n');
        }
        out.append("Gs: ").append(groups.gs());
        for (Group group : groups.longestFirst()) {
            out.append("\n\n").append(heading(group));
            for (StackTraceElement frame : group.frames) {
                out.append("\n    at ").append(frame);
            }
        }
        out.append('\n');
        if (groups.uncounted() > 0) {
            out.append("\nand ").append(groups.uncounted());
            out.append(" with other stacks: these are too many different ones\n");
        }
        if (inspection.whyGsAreMissing() != null) {
            out.append("\nand those that only wait: ").append(inspection.whyGsAreMissing());
            out.append('\n');
        }
        return out.toString();
    }

    /** Who has what these wait for; null where nobody has, or it can't be told. */
    private String owner(Waits waits) {
        if (waits.monitor() == null) {
            return waits.owner();
        }
        Thread owner = locks.ownerOf(waits.monitor().object());
        return owner == null ? null : LockGraph.nameOf(owner);
    }

    private String heading(Group group) {
        StringBuilder out = new StringBuilder();
        if (group.count > 1) {
            out.append(group.count).append(" Gs like ");
        }
        out.append('G').append(group.ids.getFirst());
        if (!group.names.getFirst().isEmpty()) {
            out.append(" \"").append(group.names.getFirst()).append('"');
        }
        out.append(": ").append(group.waits.reason());
        String owner = owner(group.waits);
        if (owner != null) {
            out.append(", which ").append(owner).append(" has");
        }
        if (group.mostNs >= 0) {
            String most = Durations.text(group.mostNs);
            String least = Durations.text(group.leastNs);
            out.append(", for ").append(least.equals(most) ? most : least + " to " + most);
        }
        return out.toString();
    }

    /**
     * For a program.
     *
     * @param progress as above
     * @return an object of JSON
     */
    public String json(LongConsumer progress) {
        JsonText out = new JsonText().object();
        write(inspection.view(), out);
        takeStacks(progress);
        out.name("gs").value(groups.gs()).name("gsInNoGroup").value(groups.uncounted());
        out.name("groups").array();
        for (Group group : groups.longestFirst()) {
            write(group, out);
        }
        out.end().name("deadlocks").array();
        for (List<Edge> circle : locks.deadlocks()) {
            out.array();
            for (Edge edge : circle) {
                out.object().name("thread").value(LockGraph.nameOf(edge.waits()));
                out.name("waitsFor").value(edge.lock().getClass().getName());
                out.name("isMonitor").value(edge.entering());
                out.name("owner").value(LockGraph.nameOf(edge.owner())).end();
            }
            out.end();
        }
        return out.end().end().toString();
    }

    static void write(SchedulerView view, JsonText out) {
        out.name("name").value(view.name()).name("maxProcs").value(view.maxProcs());
        out.name("idlePs").value(view.idlePs()).name("spinningMs").value(view.spinningMs());
        out.name("threads").value(view.threads()).name("idleMs").value(view.idleMs());
        out.name("globalQueue").value(view.globalQueue()).name("liveGs").value(view.liveGs());
        out.name("inNetpoll").value(view.inNetpoll());
        WaitsView waits = view.waits();
        if (waits.count() > 0) {
            out.name("waits").object().name("count").value(waits.count());
            out.name("p50Ns").value(waits.p50Ns());
            out.name("p99Ns").value(waits.p99Ns());
            out.name("longestNs").value(waits.longestNs());
            out.name("longestSite").value(waits.longestSite()).end();
        }
        out.name("ps").array();
        for (PView p : view.ps()) {
            out.object().name("id").value(p.id()).name("state").value(p.state());
            out.name("m").value(p.m()).name("g").value(p.g()).name("gName").value(p.gName());
            out.name("queue").value(p.queue()).name("timers").value(p.timers());
            out.name("lent").value(p.isLent()).name("dispatches").value(p.dispatches()).end();
        }
        out.end().name("ms").array();
        for (MView m : view.ms()) {
            out.object().name("id").value(m.id()).name("tid").value(m.tid());
            out.name("p").value(m.p()).name("idle").value(m.isIdle());
            out.name("spinning").value(m.isSpinning()).name("poller").value(m.isPoller());
            out.name("calls").value(m.calls()).name("dispatches").value(m.dispatches());
            write(m.g(), out);
            out.end();
        }
        out.end();
    }

    private static void write(GView g, JsonText out) {
        if (g != null) {
            out.name("g").value(g.id()).name("gName").value(g.thread().getName());
            out.name("status").value(g.status());
            if (g.call() != null) {
                out.name("call").value(g.call());
            }
            out.name("sinceNs").value(g.sinceNs());
        }
    }

    private void write(Group group, JsonText out) {
        out.object().name("count").value(group.count);
        out.name("waits").value(group.waits.reason());
        String owner = owner(group.waits);
        if (owner != null) {
            out.name("owner").value(owner);
        }
        if (group.mostNs >= 0) {
            out.name("leastNs").value(group.leastNs).name("mostNs").value(group.mostNs);
        }
        out.name("ids").array();
        group.ids.forEach(out::value);
        out.end().name("names").array();
        group.names.forEach(out::value);
        out.end().name("frames").array();
        for (StackTraceElement frame : group.frames) {
            out.value(frame.toString());
        }
        out.end().end();
    }
}
