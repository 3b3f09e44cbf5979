package dev.baton.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;

/** A {@link File} as a channel. */
final class FileChannelView implements ByteChannel {
    private final File file;

    FileChannelView(File file) {
        this.file = file;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        try {
            return file.read(dst);
        } catch (ErrClosed e) {
            throw closed(e);
        }
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        try {
            return file.write(src);
        } catch (ErrClosed e) {
            throw closed(e);
        }
    }

    /** What a channel's user expects, with what really happened as its cause. */
    private static ClosedChannelException closed(ErrClosed cause) {
        ClosedChannelException e = new ClosedChannelException();
        e.initCause(cause);
        return e;
    }

    @Override
    public boolean isOpen() {
        return !file.isClosed();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
