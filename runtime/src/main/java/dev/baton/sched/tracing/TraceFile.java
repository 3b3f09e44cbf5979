package dev.baton.sched.tracing;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A file in which a trace is written, block by block. One thread at a time.
 *
 * <p>Not final for the tests alone, whose disks are full.
 */
class TraceFile implements AutoCloseable {
    private static final long MAGIC = 0x31_52_54_4E_4F_54_41_42L; // "BATONTR1", backwards
    private static final int HEADER = 1;
    private static final int EVENTS = 2;
    private static final int STRINGS = 3;
    private static final int STACKS = 4;
    private static final int SYNC = 5;
    private static final int END = 6;

    private static final int HEAD_BYTES = 16;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final FileChannel channel;

    /** The head of a block, and what is put together for it. */
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private Word lastWord;

    private TraceFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** The same file. */
    TraceFile(TraceFile same) {
        this(same.path, same.channel);
    }

    /**
     * Creates it, readable by its owner alone. No file is overwritten and no symbolic link
     * followed.
     *
     * @throws IOException where that can't be; the message says why
     */
    static TraceFile create(Path path) throws IOException {
        try {
            FileChannel channel =
                    FileChannel.open(
                            path,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            return new TraceFile(path, channel);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "trace "
                            + path
                            + ": there is a file (or a symbolic link) of that name, which is not"
                            + " overwritten; remove it, or name another",
                    e);
        } catch (IOException e) {
            throw new IOException("trace " + path + " can't be created: " + reason(path, e), e);
        }
    }

    /** What the JDK knows of it, whose message is the path alone. */
    private static String reason(Path path, IOException e) {
        return switch (e) {
            case NoSuchFileException missing ->
                    "no such directory: " + path.toAbsolutePath().getParent();
            case AccessDeniedException denied ->
                    "permission denied in " + path.toAbsolutePath().getParent();
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage();
        };
    }

    Path path() {
        return path;
    }

    /** Where anything is written to the disk. */
    long write(ByteBuffer[] buffers) throws IOException {
        return channel.write(buffers);
    }

    /**
     * What comes first.
     *
     * @param startNs time 0
     * @param wallNs the same since 1970
     */
    void header(Recording.Origin origin, long startNs, long wallNs) throws IOException {
        buffer.clear().putLong(MAGIC).flip();
        writeFully(buffer);
        beginBlock();
        buffer.putLong(startNs).putLong(wallNs).putLong(ProcessHandle.current().pid());
        buffer.putInt(origin.maxProcs()).putInt(0);
        text(Runtime.version().toString());
        text(System.getProperty("sun.java.command", ""));
        text(origin.scheduler());
        endBlock(HEADER);
    }

    /** Events of one writer. */
    void events(Chunk c, int from, int to) throws IOException {
        beginBlock();
        buffer.putInt(c.writer.m).putInt(c.writer.number).putLong(c.baseNs);
        endBlock(EVENTS, c.memory.asSlice(from, to - from));
    }

    /** The words that are new since the last time. They come before the events that name them. */
    void words() throws IOException {
        Word newest = Word.newest();
        if (newest == lastWord) {
            return;
        }
        beginBlock();
        for (Word w = newest; w != lastWord; w = w.before) {
            byte[] utf8 = utf8(w.text);
            if (buffer.remaining() < utf8.length + 3 * Integer.BYTES) {
                endBlock(STRINGS);
                beginBlock();
            }
            buffer.putInt(w.number);
            text(utf8);
        }
        endBlock(STRINGS);
        lastWord = newest;
    }

    void stack(Stacks.Stack s) throws IOException {
        beginBlock();
        buffer.putInt(s.number());
        int countAt = buffer.position();
        buffer.putInt(0);
        int n = 0;
        for (String frame : s.frames()) {
            byte[] utf8 = utf8(frame);
            if (buffer.remaining() < utf8.length + 3 * Integer.BYTES) {
                break;
            }
            text(utf8);
            n++;
        }
        buffer.putInt(countAt, n);
        endBlock(STACKS);
    }

    /** All that was between these times is in the file. */
    void sync(long from, long until) throws IOException {
        beginBlock();
        buffer.putLong(from).putLong(until);
        endBlock(SYNC);
    }

    /** The end of a whole one. */
    void end(long lost) throws IOException {
        beginBlock();
        buffer.putLong(lost);
        endBlock(END);
    }

    private void beginBlock() {
        buffer.clear().position(HEAD_BYTES);
    }

    private void endBlock(int kind) throws IOException {
        endBlock(kind, MemorySegment.NULL);
    }

    private void endBlock(int kind, MemorySegment more) throws IOException {
        while (buffer.position() % Long.BYTES != 0) {
            buffer.put((byte) 0);
        }
        buffer.flip();
        ByteBuffer rest = more.asByteBuffer();
        CRC32C crc = new CRC32C();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            crc.update(kind >>> shift);
        }
        crc.update(buffer.slice(HEAD_BYTES, buffer.limit() - HEAD_BYTES));
        crc.update(rest.duplicate());
        buffer.putInt(0, kind);
        buffer.putInt(4, buffer.limit() - HEAD_BYTES + rest.limit());
        buffer.putInt(8, (int) crc.getValue());
        buffer.putInt(12, 0);
        writeFully(buffer, rest);
    }

    private void writeFully(ByteBuffer... buffers) throws IOException {
        ByteBuffer last = buffers[buffers.length - 1];
        while (buffers[0].hasRemaining() || last.hasRemaining()) {
            write(buffers);
        }
    }

    private static byte[] utf8(String s) {
        byte[] all = s.getBytes(StandardCharsets.UTF_8);
        // No text is so long but one that somebody made for that.
        return all.length <= BUFFER_BYTES / 8
                ? all
                : s.substring(0, BUFFER_BYTES / 32).getBytes(StandardCharsets.UTF_8);
    }

    private void text(String s) {
        text(utf8(s));
    }

    private void text(byte[] utf8) {
        buffer.putInt(utf8.length).put(utf8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
