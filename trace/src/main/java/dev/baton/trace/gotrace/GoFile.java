package dev.baton.trace.gotrace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a trace of Go's: a batch of events for each P, which is written when it is full.
 *
 * <p>The parser puts the Ps' batches together by time, and refuses a trace whose times contradict
 * the order that it finds. So no two events have the same time here: there are {@value
 * #TICKS_PER_NS} ticks in a nanosecond, and an event that would have the tick of the one before it,
 * or an earlier one, takes the next.
 */
class GoFile {
    /** What is done by no P has this one in Go, too. */
    static final int NO_P = -1;

    /** A batch of its own for the collector's pauses, which are known when they are over. */
    static final int GC_P = -2;

    static final int TICKS_PER_NS = 16;

    /** Time 0 must not be 0: to the parser that is "none". */
    private static final long FIRST_TICK = 1000;

    private static final long NS_PER_S = 1_000_000_000;
    private static final int BATCH_BYTES = 1 << 16;
    private static final int MAX_INLINE_ARGS = 3;
    private static final int COUNT_SHIFT = 6;

    private final OutputStream out;
    private final Map<Integer, Batch> batches = new TreeMap<>();
    private final Map<GoEvent, Long> counts = new EnumMap<>(GoEvent.class);
    private final Varints args = new Varints();
    private long lastTick = FIRST_TICK;

    /** Of one P. */
    private static final class Batch {
        final Varints bytes = new Varints();
        long firstTick;
        long lastTick;
    }

    GoFile(OutputStream out) throws IOException {
        this.out = out;
        out.write("go 1.11 trace\0\0\0".getBytes(StandardCharsets.US_ASCII));
    }

    /** An event without arguments. */
    void event(int p, long ns, GoEvent type) {
        begin(p, ns);
        put(p, type, 1);
    }

    /** With one. */
    void event(int p, long ns, GoEvent type, long a) {
        begin(p, ns);
        args.put(a);
        put(p, type, 2);
    }

    /** With two. */
    void event(int p, long ns, GoEvent type, long a, long b) {
        begin(p, ns);
        args.put(a).put(b);
        put(p, type, 3);
    }

    /** With three. */
    void event(int p, long ns, GoEvent type, long a, long b, long c) {
        begin(p, ns);
        args.put(a).put(b).put(c);
        put(p, type, 4);
    }

    /** A time that no event has. */
    long takeTick(long ns) {
        lastTick = Math.max(tick(ns), lastTick + 1);
        return lastTick;
    }

    private static long tick(long ns) {
        return ns * TICKS_PER_NS + FIRST_TICK;
    }

    private void begin(int p, long ns) {
        Batch batch = batches.computeIfAbsent(p, ignored -> new Batch());
        // The events of a pause depend on no others, nor others on them.
        long tick = p == GC_P ? Math.max(tick(ns), batch.lastTick + 1) : takeTick(ns);
        if (batch.bytes.size() == 0) {
            batch.firstTick = tick;
            batch.lastTick = tick;
        }
        args.clear();
        args.put(tick - batch.lastTick);
        batch.lastTick = tick;
    }

    private void put(int p, GoEvent type, int count) {
        Batch batch = batches.get(p);
        encode(batch.bytes, type, count, args);
        counts.merge(type, 1L, Long::sum);
        if (batch.bytes.size() > BATCH_BYTES) {
            flush(p, batch);
        }
    }

    /** The upper two bits are the number of arguments, or say that their length comes first. */
    private static void encode(Varints to, GoEvent type, int count, Varints args) {
        if (count <= MAX_INLINE_ARGS) {
            to.octet(((count - 1) << COUNT_SHIFT) | type.id());
        } else {
            to.octet((MAX_INLINE_ARGS << COUNT_SHIFT) | type.id());
            to.put(args.size());
        }
        to.putAll(args);
    }

    private void flush(int p, Batch batch) {
        if (batch.bytes.size() > 0) {
            write(GoEvent.BATCH, 2, new Varints().put(p).put(batch.firstTick));
            write(batch.bytes);
            batch.bytes.clear();
        }
    }

    /** Frequency, stacks and strings may stand anywhere; after all events they do. */
    void finish(GoStacks stacks) {
        batches.forEach(this::flush);
        write(GoEvent.FREQUENCY, 1, new Varints().put(NS_PER_S * TICKS_PER_NS));
        stacks.forEachStack(frames -> write(GoEvent.STACK, MAX_INLINE_ARGS + 1, frames));
        stacks.forEachString((id, text) -> {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            Varints string = new Varints().octet(GoEvent.STRING.id());
            string.put(id).put(utf8.length);
            for (byte b : utf8) {
                string.octet(b);
            }
            write(string);
        });
    }

    private void write(GoEvent type, int count, Varints ofArgs) {
        Varints bytes = new Varints();
        encode(bytes, type, count, ofArgs);
        write(bytes);
    }

    private void write(Varints bytes) {
        try {
            bytes.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of each there are. */
    Map<GoEvent, Long> counts() {
        return counts;
    }

    /** Numbers of seven bits a byte, the lowest first. */
    static final class Varints {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);

        Varints octet(int b) {
            bytes.write(b);
            return this;
        }

        /** As unsigned. */
        Varints put(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes.write((int) (rest | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
            return this;
        }

        void putAll(Varints other) {
            bytes.writeBytes(other.bytes.toByteArray());
        }

        int size() {
            return bytes.size();
        }

        void clear() {
            bytes.reset();
        }

        void writeTo(OutputStream to) throws IOException {
            bytes.writeTo(to);
        }
    }
}
