package dev.baton.os.nio;

import dev.baton.Baton;
import dev.baton.os.File;
import dev.baton.syscall.Fcntl;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A {@link File} as a FileChannel. An interrupt does not close it, and who is in a call when it is
 * closed gets a {@link ClosedChannelException} only if the call has to go on. Locks are those of an
 * open file: one that another channel of this JVM has is waited for, and no mistake. What is mapped
 * is mapped by the JDK.
 */
final class BatonFileChannel extends FileChannel {
    /** What {@link #transferTo} and {@link #transferFrom} move at a time. */
    private static final int CHUNK_BYTES = 1 << 16;

    private final File file;
    private final int flags;
    private final FileSystemProvider jdks;
    private final List<BatonFileLock> locks = new CopyOnWriteArrayList<>();

    BatonFileChannel(File file, int flags, FileSystemProvider jdks) {
        this.file = file;
        this.flags = flags;
        this.jdks = jdks;
    }

    private boolean appends() {
        return (flags & Fcntl.O_APPEND) != 0;
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void checkReadable() throws ClosedChannelException {
        checkOpen();
        if ((flags & Fcntl.O_ACCMODE) == Fcntl.O_WRONLY) {
            throw new NonReadableChannelException();
        }
    }

    private void checkWritable() throws ClosedChannelException {
        checkOpen();
        if ((flags & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY) {
            throw new NonWritableChannelException();
        }
    }

    private static void checkNotNegative(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative " + what + " " + value);
        }
    }

    // ---- Where it stands -----------------------------------------------------------------------

    @Override
    public int read(ByteBuffer dst) throws IOException {
        checkReadable();
        return NioCall.make(() -> file.read(dst));
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, dsts.length);
        checkReadable();
        long done = 0;
        for (int i = offset; i < offset + length; i++) {
            if (!dsts[i].hasRemaining()) {
                continue;
            }
            int n = read(dsts[i]);
            if (n < 0) {
                return done == 0 ? -1 : done;
            }
            done += n;
            if (dsts[i].hasRemaining()) {
                break;
            }
        }
        return done;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        checkWritable();
        return NioCall.make(() -> file.write(src));
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, srcs.length);
        checkWritable();
        long done = 0;
        for (int i = offset; i < offset + length; i++) {
            done += write(srcs[i]);
        }
        return done;
    }

    @Override
    public long position() throws IOException {
        checkOpen();
        return NioCall.make(() -> appends() ? file.stat().size() : file.seek(0, File.SEEK_CUR));
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        checkOpen();
        checkNotNegative("position", newPosition);
        NioCall.make(() -> file.seek(newPosition, File.SEEK_SET));
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return NioCall.make(() -> file.stat().size());
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        checkOpen();
        checkNotNegative("size", size);
        checkWritable();
        NioCall.run(() -> {
            if (size < file.stat().size()) {
                file.truncate(size);
            }
            if (file.seek(0, File.SEEK_CUR) > size) {
                file.seek(size, File.SEEK_SET);
            }
        });
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        checkOpen();
        NioCall.run(metaData ? file::sync : file::syncData);
    }

    // ---- At a place ----------------------------------------------------------------------------

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        checkNotNegative("position", position);
        checkReadable();
        return NioCall.make(() -> file.pread(dst, position));
    }

    @Override
    public int write(ByteBuffer src, long position) throws IOException {
        checkNotNegative("position", position);
        checkWritable();
        // Linux appends, wherever it is told to write.
        return NioCall.make(() -> appends() ? file.write(src) : file.pwrite(src, position));
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        checkReadable();
        checkNotNegative("position", position);
        checkNotNegative("count", count);
        if (!target.isOpen()) {
            throw new ClosedChannelException();
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, count));
        long done = 0;
        while (done < count) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), count - done));
            if (read(chunk, position + done) < 0) {
                break;
            }
            int read = chunk.flip().remaining();
            int written = target.write(chunk);
            done += written;
            if (written < read) {
                break; // it does not wait
            }
        }
        return done;
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long position, long count)
            throws IOException {
        checkWritable();
        checkNotNegative("position", position);
        checkNotNegative("count", count);
        if (!src.isOpen()) {
            throw new ClosedChannelException();
        }
        if (position > size()) {
            return 0;
        }
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, count));
        long done = 0;
        while (done < count) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), count - done));
            int n = src.read(chunk);
            if (n <= 0) {
                break;
            }
            chunk.flip();
            done += write(chunk, position + done);
        }
        return done;
    }

    // ---- Mapping -------------------------------------------------------------------------------

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        checkMappable(mode);
        try (FileChannel same = jdksOwn(mode)) {
            return Baton.blocking(() -> same.map(mode, position, size));
        }
    }

    @Override
    public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
        checkMappable(mode);
        try (FileChannel same = jdksOwn(mode)) {
            return Baton.blocking(() -> same.map(mode, offset, size, arena));
        }
    }

    private void checkMappable(MapMode mode) throws ClosedChannelException {
        Objects.requireNonNull(mode, "mode");
        checkReadable();
        if (mode != MapMode.READ_ONLY) {
            checkWritable();
        }
    }

    /** The same open file's inode, whatever its name is by now; what is mapped outlives it. */
    private FileChannel jdksOwn(MapMode mode) throws IOException {
        Set<OpenOption> options =
                mode == MapMode.READ_ONLY
                        ? Set.of(StandardOpenOption.READ)
                        : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        Path path = jdks.getPath(java.net.URI.create("file:///proc/self/fd/" + file.fd()));
        return Baton.blocking(() -> jdks.newFileChannel(path, options));
    }

    // ---- Locks ---------------------------------------------------------------------------------

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        checkLockable(position, size, shared);
        long length = length(size);
        return take(position, size, NioCall.make(() -> file.lock(position, length, shared)));
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        checkLockable(position, size, shared);
        long length = length(size);
        var lock = NioCall.make(() -> file.tryLock(position, length, shared));
        return lock == null ? null : take(position, size, lock);
    }

    /** To Java's habit "all of it" is as long as can be; the kernel calls that 0. */
    private static long length(long size) {
        return size == Long.MAX_VALUE ? 0 : size;
    }

    private void checkLockable(long position, long size, boolean shared) throws IOException {
        checkNotNegative("position", position);
        checkNotNegative("size", size);
        checkNotNegative("end", position + (size == Long.MAX_VALUE ? 0 : size));
        if (shared) {
            checkReadable();
        } else {
            checkWritable();
        }
        for (BatonFileLock lock : locks) {
            if (lock.overlaps(position, size)) {
                throw new OverlappingFileLockException();
            }
        }
    }

    private FileLock take(long position, long size, dev.baton.os.FileLock lock) {
        BatonFileLock taken = new BatonFileLock(this, position, size, lock);
        locks.add(taken);
        return taken;
    }

    void forget(BatonFileLock lock) {
        locks.remove(lock);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        NioCall.run(file::close);
    }
}
