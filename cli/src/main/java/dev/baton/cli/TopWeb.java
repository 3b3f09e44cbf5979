package dev.baton.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.ProcEntry;
import dev.baton.cli.process.ProcessEndedException;
import dev.baton.cli.process.ProcessUnavailableException;
import dev.baton.cli.process.ProcessesOnBaton;
import dev.baton.cli.process.RunningProcess;
import dev.baton.cli.web.Feed.Event;
import dev.baton.cli.web.WebServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code baton top --web}: what top shows, as a page. It looks as often as on a terminal, also
 * while nobody watches, so that the charts have something to show to who comes because of
 * something.
 */
final class TopWeb implements AutoCloseable {
    private static final int SECOND_MS = 1_000;

    /** What the page shows of the past. */
    private static final int HISTORY_MS = 600 * SECOND_MS;

    /** How long it may go unseen that the process has ended, or has begun. */
    private static final int TICK_MS = 200;

    /** That long a process that has begun may not be ready to be asked. */
    private static final int BEGINNING_MS = 10 * SECOND_MS;

    private static final Event ENDED = new Event("ended", "{}");

    private final WebServer server;
    private final int everyMs;
    private final PrintWriter err;
    private final Deque<TopPoint> points = new ArrayDeque<>();

    /** One asks at a time: the next look, or who wants a stack. */
    private final ReentrantLock asking = new ReentrantLock();

    /** What is asked; null for nobody. Under the lock. */
    private TopLooks looks;

    /**
     * Listens.
     *
     * @param port 0 for any that is free
     * @param err is told where
     * @throws IOException where that can't be; the message says so
     */
    TopWeb(int port, int everyMs, PrintWriter err) throws IOException {
        this.everyMs = everyMs;
        this.err = err;
        try {
            this.server = WebServer.open(port, this::stack);
        } catch (IOException e) {
            throw new ProcessUnavailableException(
                    "--web: can't listen at 127.0.0.1:"
                            + port
                            + ": "
                            + e.getMessage()
                            + "; name another port, or none for any that is free");
        }
    }

    /** Says where the page is. To standard error alone: who has the address may see the program. */
    private void tell() {
        err.println("baton: " + server.address());
        err.flush();
    }

    /**
     * Shows a process until it ends.
     *
     * @param process is on Baton
     */
    void follow(RunningProcess process, long pid) throws IOException, InterruptedException {
        tell();
        try {
            watch(process, pid);
        } catch (ProcessEndedException e) {
            server.end(ENDED);
            err.println("baton: " + e.getMessage());
        }
    }

    /**
     * Shows a process that has just been started until it ends, or one that it starts: from the
     * first virtual thread on.
     */
    void accompany(long started) throws IOException, InterruptedException {
        ProcEntry program = new ProcEntry(started);
        if (program.isAlive()) {
            tell();
        }
        long failsSinceNs = 0;
        boolean isComplained = false;
        sayWaiting("process " + started + " has had no virtual thread yet");
        while (program.isAlive()) {
            Optional<ProcEntry> found = ProcessesOnBaton.under(started);
            if (found.isEmpty()) {
                Thread.sleep(TICK_MS);
                continue;
            }
            long pid = found.get().pid();
            PrintWriter nobody = new PrintWriter(Writer.nullWriter());
            try (RunningProcess process = RunningProcess.attach(pid, nobody)) {
                failsSinceNs = 0;
                watch(process, pid);
            } catch (ProcessEndedException e) {
                sayWaiting(e.getMessage());
            } catch (ProcessUnavailableException e) {
                sayWaiting(e.getMessage());
                long nowNs = System.nanoTime();
                failsSinceNs = failsSinceNs == 0 ? nowNs : failsSinceNs;
                boolean isGone = !found.get().isAlive();
                if (!isGone && !isComplained && nowNs - failsSinceNs > BEGINNING_MS * 1_000_000L) {
                    isComplained = true;
                    err.println("baton: --web: " + e.getMessage());
                    err.flush();
                }
                Thread.sleep(isGone ? TICK_MS : SECOND_MS);
            }
        }
        server.end(ENDED);
    }

    private void sayWaiting(String why) throws IOException {
        Event waiting = new Event("waiting", JSON.std.asString(Map.of("why", Printable.of(why))));
        server.feed().publish(waiting, List.of(history(), waiting));
    }

    private Event history() throws IOException {
        return new Event(
                "history", JSON.std.asString(points.stream().map(TopPoint::toMap).toList()));
    }

    /** Looks, until the process ends. */
    private void watch(RunningProcess process, long pid) throws IOException, InterruptedException {
        use(new TopLooks(process, pid, false));
        try {
            sayWaiting("process " + pid + " is looked at for the first time");
            long handOffs = handOffs();
            long atNs = System.nanoTime();
            sleep(TICK_MS, pid); // so that there is a rate at the first look
            TopView before = null;
            while (true) {
                boolean isWatched = server.feed().watchers() > 0;
                TopView now = look(isWatched);
                long handOffsNow = handOffs();
                long nowNs = System.nanoTime();
                TopPoint point = TopPoint.of(now, handOffsNow - handOffs, nowNs - atNs);
                publish(TopLookJson.of(pid, now, before, point), point);
                before = now;
                handOffs = handOffsNow;
                atNs = nowNs;
                sleep(isWatched ? everyMs : untilWatched(), pid);
            }
        } finally {
            use(null);
        }
    }

    /** Who comes while nobody watched is not to wait for the next look, which has the Gs. */
    private int untilWatched() throws InterruptedException {
        int leftMs = everyMs;
        while (leftMs > TICK_MS && server.feed().watchers() == 0) {
            Thread.sleep(TICK_MS);
            leftMs -= TICK_MS;
        }
        return server.feed().watchers() == 0 ? leftMs : 0;
    }

    private void publish(String look, TopPoint point) throws IOException {
        Event history = history(); // without this look's point, which comes with the look
        while (!points.isEmpty() && points.getFirst().atMs() < point.atMs() - HISTORY_MS) {
            points.removeFirst();
        }
        points.addLast(point);
        Event event = new Event("look", look);
        server.feed().publish(event, List.of(history, event));
    }

    /** Ends early, with the process. */
    private static void sleep(int ms, long pid) throws InterruptedException {
        ProcEntry process = new ProcEntry(pid);
        for (int leftMs = ms; leftMs > 0 && process.isAlive(); leftMs -= TICK_MS) {
            Thread.sleep(Math.min(leftMs, TICK_MS));
        }
    }

    private void use(TopLooks next) {
        asking.lock();
        try {
            looks = next;
        } finally {
            asking.unlock();
        }
    }

    private TopView look(boolean withGs) throws IOException {
        asking.lock();
        try {
            return withGs ? looks.look() : looks.lookWithoutGs();
        } finally {
            asking.unlock();
        }
    }

    private long handOffs() throws IOException {
        asking.lock();
        try {
            return looks.handOffs();
        } finally {
            asking.unlock();
        }
    }

    /** By the threads of the server. */
    private String stack(long g) throws IOException {
        asking.lock();
        try {
            if (looks == null) {
                throw new IOException("there is no process to ask");
            }
            List<String> lines = new ArrayList<>();
            looks.stack(g).lines().forEach(line -> lines.add(Printable.of(line)));
            return String.join("\n", lines) + "\n";
        } finally {
            asking.unlock();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
