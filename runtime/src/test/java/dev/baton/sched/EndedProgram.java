package dev.baton.sched;

import dev.baton.Baton;
import dev.baton.vthread.LastHook;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A program whose Ms sleep when it ends: says in what state the JVM has them then. */
public final class EndedProgram {
    private static final int GS = 20;

    private EndedProgram() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        Baton baton = Baton.builder().name("ended").maxProcs(4).build();
        baton.startVirtualThread(() -> sleep(Integer.MAX_VALUE)); // an M waits for that
        List<Thread> gs = new ArrayList<>();
        for (int i = 0; i < GS; i++) {
            gs.add(
                    baton.startVirtualThread(() ->
                            Baton.blockingNow(() -> {
                                sleep(1);
                                return null;
                            })));
        }
        for (Thread g : gs) {
            g.join();
        }
        awaitAll(EndedProgram::isInNativeCode);
        System.out.println("asleep in native code");
        System.out.println("registered: " + !LastHook.register(() -> {}));
        VmExit.parkAll(); // as the hook does
        awaitAll(EndedProgram::isParkedOrEnded);
        System.out.println("parked");
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Looks until all threads of Baton's are so; the test has a limit. */
    private static void awaitAll(Predicate<Thread> state) {
        List<Thread> threads = new ArrayList<>();
        for (Thread t : Thread.getAllStackTraces().keySet()) {
            if (t.getName().startsWith("baton-ended-")) {
                threads.add(t);
            }
        }
        while (!threads.stream().allMatch(state)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isInNativeCode(Thread t) {
        return t.getState() == Thread.State.RUNNABLE;
    }

    private static boolean isParkedOrEnded(Thread t) {
        return t.getState() == Thread.State.WAITING || !t.isAlive();
    }
}
