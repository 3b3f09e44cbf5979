package dev.baton.trace;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace that is in a file. What a process that was killed, or a full disk, has left behind can be
 * read up to its last whole block. One thread at a time.
 */
public final class Trace implements AutoCloseable {
    /**
     * Whose trace it is.
     *
     * @param wallClock when time 0 of the events was
     * @param pid the process
     * @param maxProcs how many Ps there were when it began
     * @param jdk the version of its JDK
     * @param command what it ran
     * @param scheduler the scheduler's name
     */
    public record Header(
            Instant wallClock,
            long pid,
            int maxProcs,
            String jdk,
            String command,
            String scheduler) {}

    private final Arena arena;
    private final MemorySegment file;
    private final Map<Integer, Stream> streams = new LinkedHashMap<>();
    private final Map<Integer, String> strings = new HashMap<>();
    private final Map<Integer, List<String>> stacks = new HashMap<>();
    private Header header;
    private long startNs;
    private long completeFrom = Long.MIN_VALUE;
    private long completeUntil = Long.MIN_VALUE;
    private boolean isWhole;
    private long damagedBytes;

    private Trace(Arena arena, MemorySegment file) {
        this.arena = arena;
        this.file = file;
    }

    /**
     * Opens a trace.
     *
     * @param path the file
     * @return to be closed
     * @throws IOException where it can't be read, or is no trace; the message says which
     */
    @SuppressWarnings("MustBeClosedChecker") // by close
    public static Trace open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            Trace trace =
                    new Trace(
                            arena,
                            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            trace.index(path);
            return trace;
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private void index(Path path) throws IOException {
        if (file.byteSize() < Long.BYTES || file.get(Blocks.LONG, 0) != Blocks.MAGIC) {
            throw new IOException(path + " is no trace of Baton's, or of another version of it");
        }
        Blocks blocks = new Blocks(file);
        while (blocks.next()) {
            read(blocks);
        }
        damagedBytes = file.byteSize() - blocks.end();
        if (header == null) {
            throw new IOException(path + " ends before anything was written to it");
        }
    }

    private void read(Blocks block) {
        long at = block.payload();
        switch (block.kind()) {
            case Blocks.HEADER -> readHeader(at);
            case Blocks.EVENTS -> {
                int writer = file.get(Blocks.INT, at + 4);
                streams.computeIfAbsent(writer, w -> new Stream(file)).add(at, block.length());
            }
            case Blocks.STRINGS -> readStrings(at, block.length());
            case Blocks.STACKS -> readStacks(at, block.length());
            case Blocks.SYNC -> {
                completeFrom = file.get(Blocks.LONG, at);
                completeUntil = file.get(Blocks.LONG, at + 8);
            }
            case Blocks.END -> isWhole = true;
            default -> {} // of a newer version, that thought it could be left out
        }
    }

    private void readHeader(long at) {
        startNs = file.get(Blocks.LONG, at);
        long wallNs = file.get(Blocks.LONG, at + 8);
        long pid = file.get(Blocks.LONG, at + 16);
        int maxProcs = file.get(Blocks.INT, at + 24);
        String[] text = new String[3];
        long next = at + 32;
        for (int i = 0; i < text.length; i++) {
            text[i] = text(next);
            next += Integer.BYTES + file.get(Blocks.INT, next);
        }
        Instant wall = Instant.ofEpochSecond(0, wallNs);
        header = new Header(wall, pid, maxProcs, text[0], text[1], text[2]);
    }

    /** A length and so many bytes of UTF-8. */
    private String text(long at) {
        int length = file.get(Blocks.INT, at);
        byte[] bytes = new byte[length];
        MemorySegment.copy(file, at + Integer.BYTES, MemorySegment.ofArray(bytes), 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void readStrings(long from, int length) {
        long at = from;
        while (from + length - at >= 2 * Integer.BYTES) {
            int id = file.get(Blocks.INT, at);
            if (id == 0) {
                return; // what fills it up
            }
            strings.put(id, text(at + Integer.BYTES));
            at += 2 * Integer.BYTES + file.get(Blocks.INT, at + Integer.BYTES);
        }
    }

    private void readStacks(long from, int length) {
        long at = from;
        while (from + length - at >= 2 * Integer.BYTES) {
            int id = file.get(Blocks.INT, at);
            if (id == 0) {
                return; // what fills it up
            }
            int n = file.get(Blocks.INT, at + Integer.BYTES);
            at += 2 * Integer.BYTES;
            List<String> frames = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                frames.add(text(at));
                at += Integer.BYTES + file.get(Blocks.INT, at);
            }
            stacks.put(id, List.copyOf(frames));
        }
    }

    /**
     * Whose trace it is.
     *
     * @return what its first block says
     */
    public Header header() {
        return header;
    }

    /**
     * Whether it was written to its end. If not, the process was killed, or the disk was full, and
     * there is what was written before.
     *
     * @return true where nothing is missing at the end
     */
    public boolean isWhole() {
        return isWhole;
    }

    /**
     * How much of the file, at its end, is no whole block.
     *
     * @return bytes, mostly 0
     */
    public long damagedBytes() {
        return damagedBytes;
    }

    /**
     * From when on all events are there that were not {@link EventType#LOST counted as lost}. A
     * flight recorder has forgotten some from before; what it has kept of them, as the calls in
     * which threads have been ever since, is shown all the same.
     *
     * @return nanoseconds as of {@link Event#timeNs}, not after {@link #completeUntilNs}
     */
    public long completeFromNs() {
        return completeFrom == Long.MIN_VALUE ? 0 : completeFrom - startNs;
    }

    /**
     * Up to when all events are there. Those after it are not shown, for some may be missing.
     *
     * @return nanoseconds as of {@link Event#timeNs}
     */
    public long completeUntilNs() {
        return completeUntil == Long.MIN_VALUE ? 0 : completeUntil - startNs;
    }

    /**
     * Shows all events up to {@link #completeUntilNs}, in order of time; of the same time those of
     * one G, and of one P, as they happened.
     *
     * @param visitor is shown each
     * @throws IllegalStateException where an event makes no sense: the file was written so
     */
    public void forEach(EventVisitor visitor) {
        new Merge(streams, startNs, completeUntil).run(visitor);
    }

    /**
     * A string that an event names.
     *
     * @param id an event's argument
     * @return {@code ?} where the file has none of that number; empty for 0
     */
    public String string(long id) {
        return id == 0 ? "" : strings.getOrDefault((int) id, "?");
    }

    /**
     * A stack that an event names.
     *
     * @param id {@link Event#stackId}
     * @return frames as {@code package.Class.method(File.java:12)}, the innermost first; empty
     *     where the file has none of that number
     */
    public List<String> stack(int id) {
        return stacks.getOrDefault(id, List.of());
    }

    @Override
    public void close() {
        arena.close();
    }
}
