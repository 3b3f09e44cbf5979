package dev.baton.sched.tracing;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Stacks of calls that took long, each once. Any thread. */
public final class Stacks {
    /** So many different ones a trace has. */
    private static final int MOST = 10_000;

    private static final int MOST_FRAMES = 64;

    /** One that is new. */
    record Stack(int number, List<String> frames) {}

    private final ConcurrentHashMap<List<String>, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final Queue<Stack> fresh = new ConcurrentLinkedQueue<>();

    Stacks() {}

    /**
     * The number of a stack.
     *
     * @param frames the innermost first
     * @param from the first one that is of interest
     * @return 0 where the trace has too many already
     */
    public int numberOf(StackTraceElement[] frames, int from) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i < frames.length && lines.size() < MOST_FRAMES; i++) {
            lines.add(line(frames[i]));
        }
        List<String> key = List.copyOf(lines);
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        return last.get() >= MOST ? 0 : numbers.computeIfAbsent(key, this::add);
    }

    private Integer add(List<String> frames) {
        int number = last.incrementAndGet();
        fresh.add(new Stack(number, frames));
        return number;
    }

    /** As a stack trace has it, without loader and module. */
    private static String line(StackTraceElement e) {
        String file = e.getFileName();
        String where =
                e.isNativeMethod()
                        ? "Native Method"
                        : file == null
                                ? "Unknown Source"
                                : e.getLineNumber() < 0 ? file : file + ":" + e.getLineNumber();
        return e.getClassName() + "." + e.getMethodName() + "(" + where + ")";
    }

    /** One that is not in the file yet, or null. */
    Stack poll() {
        return fresh.poll();
    }

    /** All there are. */
    List<Stack> all() {
        List<Stack> all = new ArrayList<>();
        numbers.forEach((frames, number) -> all.add(new Stack(number, frames)));
        return all;
    }
}
