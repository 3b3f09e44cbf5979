package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.os.Crew.Kind;
import dev.baton.os.Crew.Member;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sysno;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileLockTest {
    private static final int ROUNDS = 200;

    @TempDir Path directory;
    private String path;
    private File file;
    private File other;

    @BeforeEach
    void openItTwice() throws Exception {
        path = directory.resolve("file").toString();
        file = File.create(path);
        other = File.openFile(path, File.O_RDWR, 0);
    }

    @AfterEach
    void closeThem() throws Exception {
        file.close();
        other.close();
    }

    @Test
    void oneKeepsOutAnotherOfTheSameProcess() throws Exception {
        try (FileLock lock = file.lock()) {
            assertThat(lock.isShared()).isFalse();
            assertThat(other.tryLock(0, 0, false)).isNull();
            assertThat(other.tryLock(5, 1, true)).isNull();
            assertThat(lock).hasToString("FileLock[" + path + ", alone, from 0 on]");
        }
        try (FileLock lock = other.tryLock(5, 10, false)) {
            assertThat(lock.start()).isEqualTo(5);
            assertThat(lock.length()).isEqualTo(10);
            assertThat(file.tryLock(14, 1, true)).isNull();
            file.tryLock(15, 0, false).close();
            file.tryLock(0, 5, false).close();
        }
    }

    @Test
    void readersMayHaveItTogether() throws Exception {
        FileLock one = file.tryLock(0, 0, true);
        FileLock two = other.tryLock(0, 0, true);
        assertThat(file.tryLock(0, 0, false)).isNull();
        two.close();
        assertThat(file.tryLock(0, 0, false)).as("in the place of the first").isNotNull();
        one.close();
        assertThat(other.tryLock(0, 0, false)).isNotNull();
    }

    @Test
    void itEndsWithTheFileAndIsClosedTwice() throws Exception {
        FileLock lock = file.lock();
        file.close();
        assertThat(other.tryLock(0, 0, false)).isNotNull();
        lock.close();
        lock.close();
        assertThatThrownBy(() -> file.lock()).isInstanceOf(ErrClosed.class);
    }

    @Test
    void theJdksLocksAreInItsWay() throws Exception {
        try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.WRITE)) {
            channel.lock(0, 10, false);
            assertThat(file.tryLock(9, 1, true)).isNull();
            file.lock(10, 5, false);
            assertThat(channel.tryLock(12, 1, false)).isNull();
        }
    }

    @Test
    void whatCannotBeLockedIsRefused() throws Exception {
        assertThatThrownBy(() -> file.lock(-1, 0, false)).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> file.lock(0, -1, false)).isInstanceOf(ErrInvalid.class);
        try (File readOnly = File.open(path)) {
            assertThatThrownBy(() -> readOnly.tryLock(0, 0, false)).hasMessageContaining("EBADF");
        }
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_FCNTL, Errno.EINTR, Errno.ENOLCK, Errno.EACCES)) {
            assertThatThrownBy(() -> file.lock())
                    .hasMessage("lock " + path + ": No locks available (ENOLCK)");
            assertThat(file.tryLock(0, 0, false)).isNull();
            assertThat(kernel.calls(Sysno.SYS_FCNTL)).isEqualTo(3);
        }
    }

    /** On one P: who waits in the kernel has none, or nobody would give the lock up. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoWaitsLetsOthersRun(Kind kind) throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        FileLock lock = file.lock();
        try (Crew crew = Crew.of(kind)) {
            Member<FileLock> waiter =
                    crew.start(() -> {
                        isAsked.countDown();
                        return other.lock();
                    });
            isAsked.await();
            Member<Void> holder =
                    crew.start(() -> {
                        lock.close();
                        return null;
                    });
            assertThat(holder.thrown()).isNull();
            assertThat(waiter.get().isShared()).isFalse();
        }
    }

    /** Adds under a lock, each with a File of its own, what is read and written in two calls. */
    private int count(boolean isLocked) throws Exception {
        Os.writeFile(path, new byte[Long.BYTES]);
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        try (Crew crew = Crew.of(Kind.PLATFORM)) {
            Member<?>[] members = new Member<?>[3];
            for (int i = 0; i < members.length; i++) {
                members[i] =
                        crew.start(() -> {
                            try (File own = File.openFile(path, File.O_RDWR, 0)) {
                                for (int round = 0; round < ROUNDS; round++) {
                                    try (FileLock lock = isLocked ? own.lock() : null) {
                                        if (inside.incrementAndGet() > 1 && lock != null) {
                                            overlaps.incrementAndGet();
                                        }
                                        byte[] b = new byte[1];
                                        own.readAt(b, 0);
                                        b[0]++;
                                        Thread.yield();
                                        own.writeAt(b, 0);
                                        inside.decrementAndGet();
                                    }
                                }
                                return null;
                            }
                        });
            }
            for (Member<?> member : members) {
                assertThat(member.thrown()).isNull();
            }
        }
        assertThat(overlaps).hasValue(0);
        return Os.readFile(path)[0] & 0xff;
    }

    @Test
    void nobodyIsInsideTogether() throws Exception {
        assertThat(count(true)).isEqualTo((3 * ROUNDS) & 0xff);
    }

    /** The twin: nobody locks. Some of what is added is lost, if not at once then the next time. */
    @Test
    void thatNobodyLocksIsCaught() throws Exception {
        int tries = 1;
        while (count(false) == ((3 * ROUNDS) & 0xff)) {
            assertThat(tries++).isLessThan(100);
        }
    }
}
