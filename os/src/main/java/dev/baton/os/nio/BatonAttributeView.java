package dev.baton.os.nio;

import dev.baton.os.Os;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A file's times and kind, to be looked at again and again. */
final class BatonAttributeView implements BasicFileAttributeView {
    private final BatonFileSystemProvider provider;
    private final BatonPath path;
    private final boolean follows;

    BatonAttributeView(BatonFileSystemProvider provider, BatonPath path, boolean follows) {
        this.provider = provider;
        this.path = path;
        this.follows = follows;
    }

    @Override
    public String name() {
        return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
        return provider.attributes(path, follows);
    }

    @Override
    public void setTimes(FileTime modified, FileTime access, FileTime made) throws IOException {
        NioCall.run(() -> {
            // Linux has no call to set when a file was made.
            if (modified == null && access == null) {
                return;
            }
            if (follows) {
                Os.chtimes(path.name(), instant(access), instant(modified));
            } else {
                Os.lchtimes(path.name(), instant(access), instant(modified));
            }
        });
    }

    private static Instant instant(FileTime time) {
        return time == null ? null : time.toInstant();
    }
}
