package dev.baton.syscall;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kernel that does what a test wants of it: refuses, interrupts, takes less than it was given, or
 * lets the test look on. What it isn't told to do, it passes on to the real one. In place until
 * closed.
 */
public final class FaultyKernel implements AutoCloseable {
    private static final MethodHandle REAL = Kernel.real();

    private final Thread only;
    private final Map<Integer, Queue<Answer>> next = new ConcurrentHashMap<>();
    private final Map<Integer, Answer> always = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> calls = new ConcurrentHashMap<>();

    private FaultyKernel(Thread only) {
        this.only = only;
    }

    /** What the kernel does with a call. */
    @FunctionalInterface
    public interface Answer {
        long to(Request request) throws Throwable;
    }

    /** A system call on its way. */
    public record Request(int trap, long a1, long a2, long a3, long a4, long a5, long a6) {
        /** The same call for so many bytes. */
        public Request ofBytes(long count) {
            return new Request(trap, a1, a2, count, a4, a5, a6);
        }

        /** The same copy_file_range for so many bytes. */
        public Request copyingBytes(long count) {
            return new Request(trap, a1, a2, a3, a4, count, a6);
        }

        /** The same openat without a flag. */
        public Request withoutFlag(int flag) {
            return new Request(trap, a1, a2, a3 & ~flag, a4, a5, a6);
        }

        /** Calls the real kernel. */
        public long passOn() throws Throwable {
            return (long) REAL.invokeExact((long) trap, a1, a2, a3, a4, a5, a6);
        }
    }

    /** Faulty for the calling thread alone. */
    public static FaultyKernel forThisThread() {
        return new FaultyKernel(Thread.currentThread()).install();
    }

    /** Faulty for everybody. */
    public static FaultyKernel forAllThreads() {
        return new FaultyKernel(null).install();
    }

    private FaultyKernel install() {
        try {
            MethodHandle call =
                    MethodHandles.lookup()
                            .findVirtual(FaultyKernel.class, "call", Stub.SIGNATURE.toMethodType());
            Kernel.replace(call.bindTo(this));
            return this;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** The next calls of this number get these errnos, one after another. */
    public FaultyKernel fails(int trap, Errno... errnos) {
        for (Errno errno : errnos) {
            next(trap, request -> errno.result());
        }
        return this;
    }

    /** The next call of this number that has no answer yet gets this one. */
    public FaultyKernel next(int trap, Answer answer) {
        next.computeIfAbsent(trap, t -> new ConcurrentLinkedQueue<>()).add(answer);
        return this;
    }

    /** All calls of this number that have no answer of their own get this one. */
    public FaultyKernel always(int trap, Answer answer) {
        always.put(trap, answer);
        return this;
    }

    /** How many calls of this number came. */
    public int calls(int trap) {
        AtomicInteger count = calls.get(trap);
        return count == null ? 0 : count.get();
    }

    /** How many calls came. */
    public int calls() {
        return calls.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    long call(long trap, long a1, long a2, long a3, long a4, long a5, long a6) throws Throwable {
        Request request = new Request((int) trap, a1, a2, a3, a4, a5, a6);
        if (only != null && Thread.currentThread() != only) {
            return request.passOn();
        }
        calls.computeIfAbsent(request.trap, t -> new AtomicInteger()).incrementAndGet();
        Queue<Answer> queue = next.get(request.trap);
        Answer answer = queue == null ? null : queue.poll();
        if (answer == null) {
            answer = always.get(request.trap);
        }
        return answer == null ? request.passOn() : answer.to(request);
    }

    /** Puts the real kernel in its place again. */
    @Override
    public void close() {
        Kernel.replace(null);
    }
}
