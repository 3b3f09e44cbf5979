package dev.baton.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a trace as a test wants it, by docs/trace-format.md and by nothing of the scheduler. The
 * events of one M have to come in order of time, those of several in any. Numbers those of each G
 * and P as they come, so of equal times the one that came first is the first.
 */
@SuppressWarnings("ByteBufferBackingArray") // made by allocate, each
public final class TraceWriter implements AutoCloseable {
    private static final long START_NS = 1_000_000_000_000L;
    private static final int BLOCK_BYTES = 8192;

    private final Path path;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<Integer, ByteBuffer> open = new LinkedHashMap<>();
    private final Map<Integer, Long> bases = new HashMap<>();
    private final Map<Long, Integer> seqOfG = new HashMap<>();
    private final Map<Integer, Integer> seqOfP = new HashMap<>();
    private final List<Integer> lengths = new ArrayList<>();
    private long fromNs;
    private long untilNs;
    private boolean isCut;

    /** Begins a trace that is written to a file when it is closed. */
    public TraceWriter(Path path) {
        this(path, 2);
    }

    public TraceWriter(Path path, int maxProcs) {
        this.path = path;
        ByteBuffer magic = buffer(8).putLong(Blocks.MAGIC);
        out.writeBytes(magic.array());
        byte[][] texts = {utf8("25.0.1+9"), utf8("java -jar app.jar"), utf8("main")};
        ByteBuffer b = buffer(32 + 3 * 4 + texts[0].length + texts[1].length + texts[2].length + 7);
        b.putLong(START_NS).putLong(1_800_000_000L * 1_000_000_000L).putLong(4711);
        b.putInt(maxProcs).putInt(0);
        for (byte[] text : texts) {
            b.putInt(text.length).put(text);
        }
        block(Blocks.HEADER, b);
    }

    /** A string, and its number: 64 and up are free. */
    public TraceWriter string(int id, String s) {
        byte[] bytes = utf8(s);
        block(
                Blocks.STRINGS,
                buffer(8 + bytes.length + 7).putInt(id).putInt(bytes.length).put(bytes));
        return this;
    }

    /** A stack, the innermost frame first. */
    public TraceWriter stack(int id, String... frames) {
        int size = 8 + 7;
        for (String f : frames) {
            size += 4 + utf8(f).length;
        }
        ByteBuffer b = buffer(size).putInt(id).putInt(frames.length);
        for (String f : frames) {
            byte[] bytes = utf8(f);
            b.putInt(bytes.length).put(bytes);
        }
        block(Blocks.STACKS, b);
        return this;
    }

    /**
     * One event.
     *
     * @param timeNs since the trace began
     * @param p -1 for none
     * @param g 0 for none
     */
    public TraceWriter event(long timeNs, int m, int p, long g, EventType type, long... args) {
        int seq = 0;
        if (type == EventType.GO_SYSBLOCK) {
            seq = seqOfG.getOrDefault(g, 0);
        } else if (type.isOfG()) {
            seq = seqOfG.merge(g, 1, (was, one) -> was % Event.SEQ_MASK + 1);
        } else if (p >= 0) {
            seq = seqOfP.merge(p, 1, (was, one) -> was % Event.SEQ_MASK + 1);
        }
        return event(timeNs, m, p, g, seq, type, args);
    }

    /** The same with a number of the test's own. */
    TraceWriter event(long timeNs, int m, int p, long g, int seq, EventType type, long... args) {
        if (args.length != type.arguments().size()) {
            throw new IllegalArgumentException(type + " has the arguments " + type.arguments());
        }
        ByteBuffer b = open.computeIfAbsent(m, n -> begin(n, timeNs));
        if (b.remaining() < type.words() * 8) {
            block(Blocks.EVENTS, b);
            b = begin(m, timeNs);
            open.put(m, b);
        }
        long delta = timeNs - bases.get(m);
        b.putLong(delta << 25 | (long) (p + 1) << 8 | type.id()).putLong(g << 20 | seq);
        for (long a : args) {
            b.putLong(a);
        }
        if (!isCut) {
            untilNs = Math.max(untilNs, timeNs);
        }
        return this;
    }

    private ByteBuffer begin(int m, long timeNs) {
        bases.put(m, timeNs);
        return buffer(BLOCK_BYTES).putInt(m).putInt(m).putLong(START_NS + timeNs);
    }

    /** What {@link Trace#completeFromNs} and {@link Trace#completeUntilNs} are to be. */
    public TraceWriter complete(long from, long until) {
        fromNs = from;
        untilNs = until;
        isCut = true;
        return this;
    }

    /** Where each block ends in the file, in its order. */
    List<Integer> ends() {
        return lengths;
    }

    private void block(int kind, ByteBuffer written) {
        int length = written.position() + 7 & ~7;
        byte[] payload = new byte[length];
        System.arraycopy(written.array(), 0, payload, 0, Math.min(length, written.position()));
        ByteBuffer head = buffer(16).putInt(kind).putInt(length);
        head.putInt(Blocks.checksum(kind, MemorySegment.ofArray(payload))).putInt(0);
        out.writeBytes(head.array());
        out.writeBytes(payload);
        lengths.add(out.size());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] utf8(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        open.values().forEach(b -> block(Blocks.EVENTS, b));
        block(Blocks.SYNC, buffer(16).putLong(START_NS + fromNs).putLong(START_NS + untilNs));
        block(Blocks.END, buffer(8).putLong(0));
        try {
            Files.write(path, out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
