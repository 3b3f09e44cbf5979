package dev.baton.sched;

import dev.baton.sched.view.GView;
import dev.baton.sched.view.MView;
import dev.baton.sched.view.PView;
import dev.baton.sched.view.SchedulerView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a tool sees of a scheduler. Stops nothing and takes no lock but where it says so, so what it
 * shows may be a little torn. From any thread.
 */
public final class Inspection {
    private static final long UNKNOWN = -1;

    private final Scheduler sched;

    Inspection(Scheduler sched) {
        this.sched = sched;
    }

    /**
     * Ps and Ms in text, of one moment: as in {@link Scheduler#dump}.
     *
     * @return several lines
     */
    public String threads() {
        return sched.atOneMoment(() -> Dump.threads(sched).toString());
    }

    /**
     * Says who is told of what takes long, from now on.
     *
     * @param events one for all the time; what it costs it costs those that took long
     */
    public void tell(SlowEvents events) {
        sched.slowEvents = events;
    }

    /**
     * Has something looked at about once a second, while the watcher is awake: as long as there is
     * a G that runs, and a while longer.
     *
     * @param look is run by the watcher; short, and loads nothing
     */
    public void everySecond(Runnable look) {
        sched.sysmon.everySecond = look;
    }

    /**
     * All but the Gs that are on no M.
     *
     * @return what it is now
     */
    public SchedulerView view() {
        long now = sched.host.nanoTime();
        List<PView> ps = new ArrayList<>();
        WaitTimes waits = new WaitTimes();
        for (P p : sched.ps.allp()) {
            waits.add(p.waits);
            ps.add(of(p));
        }
        List<MView> ms = new ArrayList<>();
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            ms.add(of(m, now));
        }
        return new SchedulerView(
                sched.name,
                sched.ps.maxprocs(),
                Math.max(sched.ps.npidle(), 0),
                sched.waking.nmspinning(),
                sched.ms.count(),
                sched.ms.idle(),
                sched.runq.size(),
                sched.gs.liveAbout(),
                sched.netpoll.registered(),
                waits.view(),
                ps,
                ms);
    }

    /**
     * Shows the Gs that live. May take long where there are many; they run on meanwhile.
     *
     * @param see is given each, until it says false
     */
    public void forEachG(Predicate<? super GView> see) {
        sched.host.forEachG(
                sched,
                g -> {
                    GView view = of(g, sched.host.nanoTime());
                    return view == null || see.test(view);
                });
    }

    /**
     * Why {@link #forEachG} shows only Gs that run or are in a queue, or misses others.
     *
     * @return half a sentence; null where it shows all
     */
    public String whyGsAreMissing() {
        return sched.host.whyGsAreMissing();
    }

    private static PView of(P p) {
        long w = p.laWord();
        M m = p.m;
        boolean runs = PStatus.state(w) == PStatus.INSIDE || PStatus.state(w) == PStatus.OUTSIDE;
        G g = m == null || !runs ? null : m.curg;
        Thread thread = g == null ? null : g.thread();
        return new PView(
                p.id,
                runs ? "running" : PStatus.state(w) == PStatus.IDLE ? "idle" : "gcstop",
                m == null ? -1 : m.id,
                thread == null ? 0 : thread.threadId(),
                thread == null ? "" : thread.getName(),
                p.queue.size(),
                p.timers.size(),
                PStatus.isLent(w),
                m == null ? 0 : m.dispatches());
    }

    private MView of(M m, long now) {
        P p = m.p;
        boolean has = p != null && p.m == m && p.laState() != PStatus.IDLE;
        G g = m.curg;
        return new MView(
                m.id,
                m.tid,
                has ? p.id : -1,
                m.idle,
                m.spinning,
                m == sched.timers.poller(),
                m.calls(),
                m.dispatches(),
                g == null ? null : of(g, now));
    }

    /** Null for one that is about to start, or just over. */
    private static GView of(G g, long now) {
        int status = g.laStatus();
        Thread thread = g.thread();
        if (status == G.IDLE || status == G.DEAD || thread == null) {
            return null;
        }
        M m = g.m;
        boolean inCall = status == G.SYSCALL || g.parkedInside;
        long since = since(g, status, m);
        return new GView(
                thread,
                G.statusName(status),
                m == null ? -1 : m.id,
                inCall ? SyscallPath.callOf(g) : null,
                since == 0 ? UNKNOWN : Math.max(0, now - since));
    }

    /** When its state began; 0 where nobody has noted that. */
    private static long since(G g, int status, M m) {
        if (status == G.WAITING || status == G.RUNNABLE) {
            return g.waitsSince != 0 && status == G.RUNNABLE ? g.waitsSince : g.leftAt;
        }
        if (m == null || m.curg != g) {
            return 0;
        }
        if (status == G.SYSCALL) {
            if (g.sectionNanos != 0) {
                return g.sectionNanos;
            }
            return m.seenCalls == m.calls() ? m.callWhen : 0; // as sysmon saw it
        }
        return m.seenDispatches == m.dispatches() ? m.dispatchWhen : 0;
    }
}
