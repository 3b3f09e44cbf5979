package dev.baton.os;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Reading and writing at a place in the file, wherever it stands. Several may do so at once. A
 * {@link File} is one.
 */
abstract class FileAt extends OpenFile {
    FileAt(Descriptor descriptor, int flags) {
        super(descriptor, flags);
    }

    // ---- Reading -------------------------------------------------------------------------------

    /**
     * Reads from a place in the file, wherever the file stands, which doesn't change.
     *
     * @param b takes the bytes
     * @param off the index of the first
     * @param len how many at most
     * @param offset where in the file, in bytes, from 0 on
     * @return how many, 1 or more; 0 only for len = 0; −1 at or beyond the end of the file
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws ErrInvalid if the offset is negative
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses, for example with ESPIPE for a pipe
     */
    public int pread(byte[] b, int off, int len, long offset) throws PathError {
        Arguments.checkOffset("pread", name, offset);
        return descriptor.read("pread", b, off, len, offset);
    }

    /**
     * Reads from a place in the file into a buffer, and moves the buffer's position.
     *
     * @param dst takes the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return how many, 1 or more; 0 only for a buffer without room; −1 at the end of the file
     * @throws ErrInvalid if the offset is negative, or the buffer read-only or its memory freed
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public int pread(ByteBuffer dst, long offset) throws PathError {
        Arguments.checkOffset("pread", name, offset);
        return descriptor.read("pread", dst, offset);
    }

    /**
     * Reads from a place in the file into memory.
     *
     * @param dst takes the bytes, from its start
     * @param offset where in the file, in bytes, from 0 on
     * @return how many, 1 or more; 0 only for an empty segment; −1 at the end of the file
     * @throws ErrInvalid if the offset is negative, or the segment read-only, closed or confined to
     *     another thread
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public long pread(MemorySegment dst, long offset) throws PathError {
        Arguments.checkOffset("pread", name, offset);
        return descriptor.read("pread", dst, offset);
    }

    /**
     * Reads from a place in the file until the array is full or the file is at its end: Go's {@code
     * ReadAt}.
     *
     * @param b takes the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return how many: fewer than there is room for only at the end of the file, −1 if there was
     *     nothing
     * @throws ErrInvalid if the offset is negative
     * @throws ErrClosed if the file was closed before or meanwhile
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were read
     */
    public int readAt(byte[] b, long offset) throws PathError {
        return readAt(ByteBuffer.wrap(b), offset);
    }

    /**
     * Reads from a place in the file until the buffer is full or the file is at its end, and moves
     * the buffer's position, also when it fails.
     *
     * @param dst takes the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return as {@link #readAt(byte[], long)}
     * @throws ErrInvalid if the offset is negative, or the buffer read-only or its memory freed
     * @throws ErrClosed if the file was closed before or meanwhile
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were read
     */
    public int readAt(ByteBuffer dst, long offset) throws PathError {
        Arguments.checkOffset("readat", name, offset);
        int done = 0;
        do {
            int n;
            try {
                n = descriptor.read("readat", dst, offset + done);
            } catch (PathError e) {
                throw done == 0 || e.errno() == null
                        ? e
                        : PathError.of("readat", name, e.errno(), done);
            }
            if (n < 0) {
                return done == 0 ? -1 : done;
            }
            done += n;
        } while (dst.hasRemaining());
        return done;
    }

    // ---- Writing -------------------------------------------------------------------------------

    /**
     * Writes to a place in the file, wherever the file stands, which doesn't change.
     *
     * @param b the bytes
     * @param off the index of the first
     * @param len how many
     * @param offset where in the file, in bytes, from 0 on
     * @return len
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws ErrInvalid if the offset is negative, or the file was opened with {@link
     *     File#O_APPEND}, which makes Linux ignore the offset
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public int pwrite(byte[] b, int off, int len, long offset) throws PathError {
        checkPlace(offset);
        return descriptor.write("pwrite", b, off, len, offset);
    }

    /**
     * Writes a buffer to a place in the file, and moves the buffer's position.
     *
     * @param src the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return how many: all that remained
     * @throws ErrInvalid if the offset is negative, the file was opened with {@link File#O_APPEND},
     *     or the buffer's memory was freed
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public int pwrite(ByteBuffer src, long offset) throws PathError {
        checkPlace(offset);
        return descriptor.write("pwrite", src, offset);
    }

    /**
     * Writes a segment to a place in the file.
     *
     * @param src the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return how many: all
     * @throws ErrInvalid if the offset is negative, the file was opened with {@link File#O_APPEND},
     *     or the segment is closed or confined to another thread
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public long pwrite(MemorySegment src, long offset) throws PathError {
        checkPlace(offset);
        return descriptor.write("pwrite", src, offset);
    }

    private void checkPlace(long offset) throws ErrInvalid {
        Arguments.checkOffset("pwrite", name, offset);
        if ((flags & File.O_APPEND) != 0) {
            throw new ErrInvalid(
                    "pwrite", name, "the file was opened with O_APPEND: Linux ignores the offset");
        }
    }

    /**
     * As {@link #pwrite(byte[], int, int, long)} of a whole array: Go's {@code WriteAt}.
     *
     * @param b the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return how many: all
     * @throws ErrInvalid if the offset is negative, or the file was opened with {@link
     *     File#O_APPEND}
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public int writeAt(byte[] b, long offset) throws PathError {
        return pwrite(b, 0, b.length, offset);
    }
}
