package dev.baton.os.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;

/** A lock on a {@link BatonFileChannel}. */
final class BatonFileLock extends FileLock {
    private final BatonFileChannel channel;
    private final dev.baton.os.FileLock lock;
    private volatile boolean isReleased;

    BatonFileLock(BatonFileChannel channel, long position, long size, dev.baton.os.FileLock lock) {
        super(channel, position, size, lock.isShared());
        this.channel = channel;
        this.lock = lock;
    }

    @Override
    public boolean isValid() {
        return !isReleased && channel.isOpen();
    }

    @Override
    public void release() throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (!isReleased) {
            isReleased = true;
            channel.forget(this);
            NioCall.run(lock::close);
        }
    }
}
