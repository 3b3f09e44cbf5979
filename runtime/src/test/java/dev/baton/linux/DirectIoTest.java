package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectIoTest {
    private static final int AT_FDCWD = -100;
    private static final int O_RDWR = 2;
    private static final long O_DIRECT = Linkage.sysno(040000, 0200000);
    private static final long DUP = Linkage.sysno(32, 23);
    private static final int BYTES = 3 * 4096;

    // linux/magic.h
    private static final long TMPFS = 0x01021994;
    private static final long NFS = 0x6969;
    private static final long OVERLAY = 0x794c7630;
    private static final long FUSE = 0x65735546;

    @TempDir Path directory;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(DirectIo.MEMORY_BYTES, Long.BYTES);

    @AfterEach
    void free() {
        arena.close();
    }

    private int open(Path path, long flags) {
        long at = arena.allocateFrom(path.toString()).address();
        return (int) SystemCall.call(SystemCall.OPENAT, AT_FDCWD, at, O_RDWR | flags);
    }

    private long bytes(int fd) {
        return DirectIo.bytes(fd, memory.address());
    }

    private Path file() throws Exception {
        return Files.write(directory.resolve("file"), new byte[BYTES]);
    }

    private boolean isOnADisk() throws Exception {
        String type = Files.getFileStore(directory).type();
        return type.matches("ext[234]|xfs|btrfs|f2fs");
    }

    @Test
    void aFileOfADiskIsReadWithoutAThreadUpToItsEnd() throws Exception {
        assumeThat(isOnADisk()).isTrue();
        Path file = file();
        int fd = open(file, O_DIRECT);
        try {
            assertThat(bytes(fd)).isEqualTo(BYTES);
            Files.write(file, new byte[2 * BYTES]);
            assertThat(bytes(fd)).isEqualTo(2 * BYTES);
            Files.write(file, new byte[0]);
            assertThat(bytes(fd)).isZero();
        } finally {
            Descriptors.close(fd);
        }
    }

    /** The twin: the same file, through the page cache. */
    @Test
    void whatIsNotOpenForItIsNone() throws Exception {
        int fd = open(file(), 0);
        try {
            assertThat(bytes(fd)).isEqualTo(DirectIo.NONE);
        } finally {
            Descriptors.close(fd);
        }
    }

    /** Its pages are the file: there is no disk to wait for, and the list does not name it. */
    @Test
    void aFileInMemoryIsNone() throws Exception {
        Path file = Path.of("/dev/shm/baton-direct-" + ProcessHandle.current().pid());
        assumeThat(file.getParent()).isDirectory();
        Files.write(file, new byte[BYTES]);
        int fd = open(file, O_DIRECT);
        try {
            assumeThat(fd).as("O_DIRECT there").isNotNegative();
            assertThat(bytes(fd)).isEqualTo(DirectIo.NONE);
        } finally {
            Descriptors.close(fd);
            Files.delete(file);
        }
    }

    @Test
    void whatIsClosedOrNoFileIsNone() throws Exception {
        try (RawFds fds = new RawFds()) {
            int[] pipe = fds.pipe();
            assertThat(bytes(pipe[0])).isEqualTo(DirectIo.NONE);
        }
        int fd = open(file(), O_DIRECT);
        long free = SystemCall.call(DUP, fd, 0, 0);
        Descriptors.close(fd);
        Descriptors.close((int) free);
        assertThat(bytes((int) free)).isEqualTo(DirectIo.NONE);
        assertThat(bytes(-1)).isEqualTo(DirectIo.NONE);
    }

    @Test
    void networksAndLayersAreNotOfThem() {
        for (long other : new long[] {TMPFS, NFS, OVERLAY, FUSE, 0}) {
            assertThat(DirectIo.isWithoutWait(other)).isFalse();
        }
    }
}
