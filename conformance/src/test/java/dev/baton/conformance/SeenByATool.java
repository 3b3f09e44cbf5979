package dev.baton.conformance;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The program that {@link ToolInterfaceTest} starts with an agent. It brings virtual threads into
 * one state after the other, and prints what the agent sees of them: a word, =, what was seen.
 */
final class SeenByATool {
    private static final int MANY = 100;

    private static final Object MONITOR = new Object();

    /** Nobody has it open: who opens it for reading waits in the kernel for a writer. */
    private static String fifo;

    private SeenByATool() {}

    /** What was seen, in a line. */
    @FunctionalInterface
    private interface Look {
        String look() throws Throwable;
    }

    /** A virtual thread in a state from which it goes on as soon as it is told to. */
    private record Stayer(Task<Void> task, Task.Action tell) {
        Thread thread() {
            return task.thread();
        }

        void end() throws Throwable {
            tell.run();
            task.result();
        }
    }

    public static void main(String[] args) throws Throwable {
        System.load(args[0]); // where the natives are; the JVM has it as an agent already
        fifo = args[1];
        say("starts and ends", SeenByATool::startsAndEnds);
        say("mounts and unmounts", SeenByATool::mountsAndUnmounts);
        sayOf("parked", parked());
        sayOf("opens", opens());
        sayOf("computes", computes());
        sayOf("sleeps", sleeps());
        sayOf("waits", waits());
        say("new", () -> stateOf(Thread.ofVirtual().unstarted(() -> {})));
        say("ended", SeenByATool::ended);
        say("monitors", SeenByATool::monitors);
        say("info", SeenByATool::info);
        say("all threads", SeenByATool::allThreads);
        say("all frames", SeenByATool::allFrames);
        say("suspended while it computes", SeenByATool::suspendedWhileItComputes);
        say("suspended while parked", SeenByATool::suspendedWhileParked);
        say("suspended while it opens", SeenByATool::suspendedWhileItOpens);
        say("interrupted", SeenByATool::interrupted);
    }

    private static void say(String what, Look seen) throws Throwable {
        System.out.println(what + "=" + seen.look());
    }

    /** State and frames. */
    private static void sayOf(String what, Stayer stayer) throws Throwable {
        say(what, () -> stateOf(stayer.thread()));
        say(what + ", frames", () -> String.join(" ", ThreadTool.frames(stayer.thread())));
        stayer.end();
    }

    /** Whether a thread is in native code is for the JVM to know. */
    private static String stateOf(Thread thread) {
        return Integer.toHexString(ThreadTool.state(thread) & ~ThreadTool.IN_NATIVE);
    }

    private static Stayer parked() throws Exception {
        AtomicBoolean go = new AtomicBoolean();
        Task<Void> task = Task.start(() -> parkHere(go)).awaitWaiting();
        return new Stayer(
                task,
                () -> {
                    go.set(true);
                    LockSupport.unpark(task.thread());
                });
    }

    private static void parkHere(AtomicBoolean go) {
        while (!go.get()) {
            LockSupport.park();
        }
    }

    private static Stayer opens() throws Exception {
        Task<Void> task = Task.start(SeenByATool::openHere);
        while (!isIn(task.thread(), "java/io/FileInputStream.open0")) {
            Thread.yield();
        }
        return new Stayer(task, () -> new FileOutputStream(fifo).close());
    }

    private static void openHere() throws Exception {
        new FileInputStream(fifo).close();
    }

    private static boolean isIn(Thread thread, String method) {
        String[] frames = ThreadTool.frames(thread);
        return frames.length > 0 && frames[0].equals(method);
    }

    private static Stayer computes() {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong steps = new AtomicLong();
        Task<Void> task = Task.start(() -> computeHere(stop, steps));
        awaitProgress(steps);
        return new Stayer(task, () -> stop.set(true));
    }

    private static void computeHere(AtomicBoolean stop, AtomicLong steps) {
        while (!stop.get()) {
            steps.incrementAndGet();
        }
    }

    private static Stayer sleeps() throws Exception {
        Task<Void> task = Task.start(SeenByATool::sleepHere).awaitTimedWaiting();
        return new Stayer(task, () -> task.thread().interrupt());
    }

    private static void sleepHere() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            // That is how it is ended.
        }
    }

    private static Stayer waits() throws Exception {
        AtomicBoolean go = new AtomicBoolean();
        Task<Void> task = Task.start(() -> waitHere(go)).awaitWaiting();
        return new Stayer(
                task,
                () -> {
                    synchronized (MONITOR) {
                        go.set(true);
                        MONITOR.notifyAll();
                    }
                });
    }

    private static void waitHere(AtomicBoolean go) throws InterruptedException {
        synchronized (MONITOR) {
            while (!go.get()) {
                MONITOR.wait();
            }
        }
    }

    private static String startsAndEnds() throws Exception {
        Thread.Builder builder = Thread.ofVirtual().name("seen");
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            tasks.add(Task.startOn(builder, Thread::yield));
        }
        for (Task<Void> task : tasks) {
            task.result();
        }
        return ThreadTool.starts() + " " + ThreadTool.ends();
    }

    /** It parks three times. */
    private static String mountsAndUnmounts() throws Exception {
        AtomicBoolean[] go = {new AtomicBoolean(), new AtomicBoolean(), new AtomicBoolean()};
        Thread thread =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            for (AtomicBoolean each : go) {
                                parkHere(each);
                            }
                        });
        ThreadTool.watch(thread);
        thread.start();
        for (AtomicBoolean each : go) {
            Task.await(thread, EnumSet.of(Thread.State.WAITING));
            each.set(true);
            LockSupport.unpark(thread);
        }
        thread.join();
        return ThreadTool.mounts() + " " + ThreadTool.unmounts();
    }

    private static String ended() throws Exception {
        Task<Void> task = Task.start(() -> {});
        task.result();
        return stateOf(task.thread());
    }

    /** One holds a monitor and is parked, another waits for it. */
    private static String monitors() throws Throwable {
        AtomicBoolean go = new AtomicBoolean();
        Task<Void> owner =
                Task.start(
                                () -> {
                                    synchronized (MONITOR) {
                                        parkHere(go);
                                    }
                                })
                        .awaitWaiting();
        Task<Void> other =
                Task.start(
                                () -> {
                                    synchronized (MONITOR) {
                                        Thread.onSpinWait();
                                    }
                                })
                        .await(Thread.State.BLOCKED);
        Object[] owned = ThreadTool.ownedMonitors(owner.thread());
        String seen =
                "%d owned, %b; contended %b, %b; %s"
                        .formatted(
                                owned.length,
                                owned[0] == MONITOR,
                                ThreadTool.contendedMonitor(owner.thread()) == null,
                                ThreadTool.contendedMonitor(other.thread()) == MONITOR,
                                stateOf(other.thread()));
        go.set(true);
        LockSupport.unpark(owner.thread());
        owner.result();
        other.result();
        return seen;
    }

    private static String info() throws Throwable {
        Task<Void> task =
                Task.startOn(Thread.ofVirtual().name("known"), LockSupport::park).awaitWaiting();
        String seen = ThreadTool.info(task.thread());
        LockSupport.unpark(task.thread());
        task.result();
        return seen;
    }

    private static String allThreads() throws Throwable {
        Stayer parked = parked();
        Stayer computes = computes();
        List<Thread> all = Arrays.asList(ThreadTool.allThreads());
        String seen =
                all.contains(Thread.currentThread())
                        + " "
                        + all.stream().anyMatch(Thread::isVirtual);
        computes.end();
        parked.end();
        return seen;
    }

    private static String allFrames() throws Throwable {
        Stayer sleeps = sleeps();
        Stayer parked = parked();
        Stayer computes = computes();
        StringBuilder seen = new StringBuilder();
        for (String[] frames :
                ThreadTool.framesOfAll(sleeps.thread(), parked.thread(), computes.thread())) {
            seen.append(
                    Arrays.stream(frames)
                            .filter(frame -> frame.endsWith("Here"))
                            .map(frame -> frame.substring(frame.indexOf('.') + 1))
                            .toList());
        }
        computes.end();
        parked.end();
        sleeps.end();
        return seen.toString();
    }

    private static String suspendedWhileItComputes() throws Throwable {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong steps = new AtomicLong();
        Task<Void> task = Task.start(() -> computeHere(stop, steps));
        awaitProgress(steps);
        StringBuilder seen = new StringBuilder();
        seen.append(ThreadTool.suspend(task.thread())).append(' ');
        seen.append(ThreadTool.suspend(task.thread())).append(' ');
        seen.append(stateOf(task.thread())).append(' ');
        long before = steps.get();
        ThreadTool.frames(task.thread());
        seen.append(steps.get() - before).append(" steps ");
        seen.append(ThreadTool.resume(task.thread())).append(' ');
        seen.append(ThreadTool.resume(task.thread())).append(' ');
        awaitProgress(steps);
        stop.set(true);
        task.result();
        return seen.append("went on").toString();
    }

    private static void awaitProgress(AtomicLong steps) {
        long before = steps.get();
        while (steps.get() == before) {
            Thread.yield();
        }
    }

    /** What it was unparked for while it was suspended is not lost. */
    private static String suspendedWhileParked() throws Throwable {
        Stayer parked = parked();
        StringBuilder seen = new StringBuilder();
        seen.append(ThreadTool.suspend(parked.thread())).append(' ');
        seen.append(stateOf(parked.thread())).append(' ');
        parked.tell.run();
        seen.append(parked.thread().isAlive()).append(' ');
        seen.append(ThreadTool.resume(parked.thread())).append(' ');
        parked.task.result();
        return seen.append("went on").toString();
    }

    private static String suspendedWhileItOpens() throws Throwable {
        Stayer opens = opens();
        StringBuilder seen = new StringBuilder();
        seen.append(ThreadTool.suspend(opens.thread())).append(' ');
        seen.append(stateOf(opens.thread())).append(' ');
        seen.append(ThreadTool.frames(opens.thread())[0]).append(' ');
        opens.tell.run(); // the kernel is not suspended
        seen.append(opens.thread().isAlive()).append(' ');
        seen.append(ThreadTool.resume(opens.thread())).append(' ');
        opens.task.result();
        return seen.append("went on").toString();
    }

    private static String interrupted() throws Throwable {
        Task<Boolean> task =
                Task.call(
                                () -> {
                                    LockSupport.park();
                                    return Thread.currentThread().isInterrupted();
                                })
                        .awaitWaiting();
        return ThreadTool.interrupt(task.thread()) + " " + task.result();
    }
}
