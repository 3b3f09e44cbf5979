package dev.baton.os.nio;

import dev.baton.os.FileInfo;
import dev.baton.syscall.Stat;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * What is known of a file.
 *
 * @param info what {@code stat} told
 * @param birth when it was made; null where the file system does not know
 */
record BatonAttributes(FileInfo info, Instant birth) implements BasicFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(info.modTime());
    }

    @Override
    public FileTime lastAccessTime() {
        Stat sys = info.sys();
        return FileTime.from(Instant.ofEpochSecond(sys.accessSeconds(), sys.accessNanos()));
    }

    @Override
    public FileTime creationTime() {
        return birth == null ? lastModifiedTime() : FileTime.from(birth);
    }

    @Override
    public boolean isRegularFile() {
        return info.isRegular();
    }

    @Override
    public boolean isDirectory() {
        return info.isDirectory();
    }

    @Override
    public boolean isSymbolicLink() {
        return info.isSymlink();
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return info.size();
    }

    /** Device and number. */
    @Override
    public Object fileKey() {
        return new Key(info.sys().dev(), info.sys().ino());
    }

    private record Key(long dev, long ino) {}
}
